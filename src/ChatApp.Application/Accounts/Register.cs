using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Creates an account.</summary>
/// <param name="Username">The username.</param>
/// <param name="Email">The email address.</param>
/// <param name="Password">The password.</param>
/// <param name="Address">The client's address, as rate limits count it.</param>
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
    IAccountStore accounts,
    IPasswordHasher passwords,
    RegistrationRules rules,
    IMapper mapper,
    ISecurityAudit audit,
    TimeProvider time) : IRequestHandler<Register, Result<AccountDto>>
{
    private static readonly Error Closed = new(
        ErrorKind.Forbidden,
        ErrorCodes.RegistrationClosed,
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
