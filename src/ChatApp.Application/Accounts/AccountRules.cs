using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>
/// The rules for a new account and a new password. They do not apply to a password that is presented for comparison.
/// </summary>
internal static class AccountRules
{
    public static void IsNewUsername<T>(this IRuleBuilderInitial<T, string?> rule) => rule
        .Cascade(CascadeMode.Stop).IsRequired()
        .Must(username => Username.IsValid(username!))
        .WithMessage($"A username has {Username.MinLength} to {Username.MaxLength} characters, only A-Z a-z 0-9 _ . -");

    public static void IsNewEmail<T>(this IRuleBuilderInitial<T, string?> rule) => rule
        .Cascade(CascadeMode.Stop).IsRequired()
        .Must(email => EmailAddress.IsValid(email!))
        .WithMessage($"This must be an email address of at most {EmailAddress.MaxLength} characters.");

    public static IRuleBuilderOptions<T, string?> IsNewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(password => Password.HasValidLength(password!))
        .WithMessage($"A password has {Password.MinLength} to {Password.MaxLength} characters.")
        .Must(password => !Password.IsCommon(password!))
        .WithMessage("This is one of the most common passwords, which are easy to guess.");
}
