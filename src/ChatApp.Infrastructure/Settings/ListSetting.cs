namespace ChatApp.Infrastructure.Settings;

/// <summary>A list of texts: <c>Key:0</c>, <c>Key:1</c>…</summary>
public sealed record ListSetting(string Key, string Meaning) : Setting(Key, Meaning, "none", "list")
{
    /// <summary>Whether the value may also be one text with commas between the items.</summary>
    public bool TakesCommas { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => [TakesCommas ? Name : $"{Name}__0"];

    /// <inheritdoc/>
    public override bool Covers(string key) =>
        base.Covers(key) || (key.Split(':') is [.. var list, var last] && int.TryParse(last, out _)
            && base.Covers(string.Join(':', list)));

    /// <summary>The items in order, without empty ones.</summary>
    public IReadOnlyList<string> Read(IConfiguration configuration)
    {
        const StringSplitOptions WithoutBlanks = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var first = TakesCommas ? TextOf(configuration, Key)?.Split(',', WithoutBlanks) : null;
        var children = configuration.GetSection(Key).GetChildren().Select(child => child.Value);
        return [.. first ?? [], .. children.OfType<string>().Where(text => text.Length > 0)];
    }
}
