namespace ChatApp.Api.Telemetry;

/// <summary>The version of the product (docs/releases.md).</summary>
public static class ProductVersion
{
    /// <summary>Major, minor and patch, such as 1.2.3.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetName().Version!.ToString(fieldCount: 3);
}
