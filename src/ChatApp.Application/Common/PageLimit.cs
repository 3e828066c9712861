namespace ChatApp.Application.Common;

/// <summary>Bounds of the <c>limit</c> of every list (contract, section 1).</summary>
public static class PageLimit
{
    /// <summary>Items on a page when the caller does not say.</summary>
    public const int Default = 50;

    /// <summary>Most items on a page.</summary>
    public const int Max = 200;

    internal static IRuleBuilderOptions<T, int> IsPageLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, Max).WithMessage($"Ask for 1 to {Max} items.");
}
