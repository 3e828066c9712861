using ChatApp.Domain;

namespace ChatApp.Application.Common;

/// <summary>Validation rules that several validators share.</summary>
internal static class TextRules
{
    public static IRuleBuilderOptions<T, TProperty> IsRequired<T, TProperty>(this IRuleBuilder<T, TProperty> rule) =>
        rule.NotNull().WithMessage("This is required.");

    public static IRuleBuilderOptions<T, string?> IsWellFormed<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || Text.IsWellFormed(text))
            .WithMessage("This must not contain U+0000 or an unpaired surrogate.");
}
