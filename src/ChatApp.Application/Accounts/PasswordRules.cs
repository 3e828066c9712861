using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>
/// What a password has to be like when it is chosen. One that is presented later is compared and no longer judged.
/// </summary>
internal static class PasswordRules
{
    /// <summary>Of the right length, and not among those that are guessed first.</summary>
    public static IRuleBuilderOptions<T, string?> IsNewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(password => Password.HasValidLength(password!))
        .WithMessage($"A password has {Password.MinLength} to {Password.MaxLength} characters.")
        .Must(password => !Password.IsCommon(password!))
        .WithMessage("This password is among the most common ones, which are guessed first.");
}
