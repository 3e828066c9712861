using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>The rules for a new password. They do not apply to a password that is presented for comparison.</summary>
internal static class PasswordRules
{
    /// <summary>The password has an allowed length and is not among the most common ones.</summary>
    public static IRuleBuilderOptions<T, string?> IsNewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(password => Password.HasValidLength(password!))
        .WithMessage($"A password has {Password.MinLength} to {Password.MaxLength} characters.")
        .Must(password => !Password.IsCommon(password!))
        .WithMessage("This is one of the most common passwords, which are easy to guess.");
}
