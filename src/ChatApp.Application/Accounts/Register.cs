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
        RuleFor(command => command.Username).IsNewUsername();
        RuleFor(command => command.Email).IsNewEmail();
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

    private readonly AccountCreation _creation = new(accounts, passwords, audit, time);

    public async Task<Result<AccountDto>> Handle(Register command, CancellationToken cancellationToken)
    {
        if (!rules.IsOpen)
        {
            return Closed;
        }

        if (rules.IsReserved(command.Username!))
        {
            return AccountCreation.UsernameTaken;
        }

        var created = await _creation.CreateAsync(
            command.Username!, command.Email!, command.Password!, command.Address, cancellationToken);
        return created.IsSuccess ? mapper.Map<AccountDto>(created.Value) : created.Error;
    }
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
