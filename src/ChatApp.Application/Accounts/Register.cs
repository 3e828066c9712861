using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Creates an account.</summary>
public sealed record Register(string? Username, string? Email, string? Password, ClientAddress Address)
    : SensitiveRecord, IRequest<Result<AccountDto>>;

internal sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(command => command.Username).Cascade(CascadeMode.Stop).IsRequired()
            .Must(username => Username.IsValid(username!))
            .WithMessage(
                $"A username has {Username.MinLength} to {Username.MaxLength} characters, only A-Z a-z 0-9 _ . -");
        RuleFor(command => command.Email).Cascade(CascadeMode.Stop).IsRequired()
            .Must(email => EmailAddress.IsValid(email!))
            .WithMessage($"This must be an email address of at most {EmailAddress.MaxLength} characters.");
        RuleFor(command => command.Password).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed().IsNewPassword();
    }
}

internal sealed class RegisterHandler(
    IAccountStore accounts, IPasswordHasher passwords, RegistrationRules rules, IMapper mapper, ISecurityAudit audit,
    TimeProvider time) : IRequestHandler<Register, Result<AccountDto>>
{
    private static readonly Error Closed = new(
        ErrorKind.Forbidden, ErrorCodes.RegistrationClosed,
        "Registration is closed on this server. Ask its administrator for an account.");

    public async Task<Result<AccountDto>> Handle(Register command, CancellationToken cancellationToken)
    {
        if (!rules.IsOpen)
        {
            return Closed;
        }

        var (username, email) = (command.Username!, command.Email!);
        if (rules.IsReserved(username))
        {
            return Taken(AddAccountOutcome.UsernameTaken);
        }

        var outcome = await accounts.CheckNamesAsync(
            Username.KeyOf(username), EmailAddress.KeyOf(email), cancellationToken);
        if (outcome != AddAccountOutcome.Added)
        {
            return Taken(outcome);
        }

        var hash = await passwords.HashAsync(
            command.Password!, new HashingCaller(command.Address, HashingPurpose.Registration), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var now = time.GetTimestampUtc();
        var user = User.Register(Guid.CreateVersion7(now), username, email, hash.Value, now);
        outcome = await accounts.AddAsync(user, cancellationToken);
        if (outcome != AddAccountOutcome.Added)
        {
            return Taken(outcome);
        }

        audit.Registered(user.Id);
        return mapper.Map<AccountDto>(user);
    }

    private static Error Taken(AddAccountOutcome outcome) => outcome == AddAccountOutcome.UsernameTaken
        ? new Error(ErrorKind.Conflict, ErrorCodes.UsernameTaken, "This username is already taken.")
        : new Error(ErrorKind.Conflict, ErrorCodes.EmailTaken, "This email address is already registered.");
}

/// <summary>Decides whether users can register, and which usernames are reserved.</summary>
/// <param name="reservedNames">Usernames that cannot be registered, compared as <see cref="IsReserved"/> does.</param>
public sealed class RegistrationRules(bool isOpen, IEnumerable<string> reservedNames)
{
    private readonly HashSet<string> _reservedKeys = [.. reservedNames.Select(KeyOf)];

    /// <summary>Whether users can register themselves.</summary>
    public bool IsOpen => isOpen;

    /// <summary>
    /// Whether the name cannot be registered. The comparison ignores case, dots, dashes and underscores. An existing
    /// account keeps its name.
    /// </summary>
    public bool IsReserved(string username) =>
        _reservedKeys.Contains(KeyOf(username))
        || username.StartsWith(Username.ClosedPrefix, StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(string username) =>
        string.Concat(Username.KeyOf(username).Where(character => character is not ('.' or '-' or '_')));
}

/// <summary>The rules for a new password. They do not apply to a password that is presented for comparison.</summary>
internal static class PasswordRules
{
    public static IRuleBuilderOptions<T, string?> IsNewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(password => Password.HasValidLength(password!))
        .WithMessage($"A password has {Password.MinLength} to {Password.MaxLength} characters.")
        .Must(password => !Password.IsCommon(password!))
        .WithMessage("This is one of the most common passwords, which are easy to guess.");
}
