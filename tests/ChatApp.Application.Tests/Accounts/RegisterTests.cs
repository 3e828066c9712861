using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Domain.Users;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Accounts;

internal sealed class RegisterTests
{
    private static readonly Register Command = new("Alice", "Alice@Example.com", "correct horse", Some.Address);

    private static readonly HashingCaller Caller = new(Some.Address, HashingPurpose.Registration);

    private readonly Mock<IAccountStore> _accounts = new();
    private readonly Mock<IPasswordHasher> _passwords = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly RegisterHandler _handler;
    private User? _added;

    public RegisterTests()
    {
        _handler = Handler(new RegistrationRules(isOpen: true, ["Admin", "support"]));
        _passwords
            .Setup(passwords => passwords.HashAsync("correct horse", Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync("the hash");
        Add(AddAccountOutcome.Added);
    }

    [Test]
    public async Task A_new_account_is_stored_with_its_password_hash()
    {
        var result = await _handler.Handle(Command, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(_added?.PasswordHash, Is.EqualTo("the hash"));
            Assert.That((_added?.UsernameKey, _added?.EmailKey), Is.EqualTo(("alice", "alice@example.com")));
            Assert.That(
                result.Value,
                Is.EqualTo(
                    new AccountDto(_added!.Id, "Alice", "Alice@Example.com", "Alice", IsActive: true, Some.Noon)));
            Assert.That(_added.Id.Version, Is.EqualTo(7));
        });
        _audit.Verify(audit => audit.Registered(_added!.Id), Times.Once);
    }

    [TestCase(AddAccountOutcome.UsernameTaken, ErrorCodes.UsernameTaken)]
    [TestCase(AddAccountOutcome.EmailTaken, ErrorCodes.EmailTaken)]
    public async Task A_taken_name_is_refused_before_the_password_is_hashed(
        AddAccountOutcome outcome, string code)
    {
        _accounts
            .Setup(accounts => accounts.CheckNamesAsync("alice", "alice@example.com", It.IsAny<CancellationToken>()))
            .ReturnsAsync(outcome);

        var result = await _handler.Handle(Command, CancellationToken.None);

        Assert.That((result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Conflict, code)));
        _passwords.VerifyNoOtherCalls();
        Assert.That(_added, Is.Null);
    }

    [TestCase(AddAccountOutcome.UsernameTaken, ErrorCodes.UsernameTaken)]
    [TestCase(AddAccountOutcome.EmailTaken, ErrorCodes.EmailTaken)]
    public async Task A_name_taken_during_hashing_is_refused(
        AddAccountOutcome outcome, string code)
    {
        Add(outcome);

        var result = await _handler.Handle(Command, CancellationToken.None);

        Assert.That((result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Conflict, code)));
    }

    [Test]
    public async Task Registration_without_a_free_hashing_thread_stores_nothing()
    {
        _passwords
            .Setup(passwords => passwords.HashAsync(It.IsAny<string>(), Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Outage());

        var result = await _handler.Handle(Command, CancellationToken.None);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        Assert.That(_added, Is.Null);
    }

    [TestCase("admin")]
    [TestCase("ADMIN")]
    [TestCase("Support")]
    public async Task A_reserved_name_is_refused_in_any_case(string username)
    {
        var result = await _handler.Handle(Command with { Username = username }, CancellationToken.None);

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Conflict, ErrorCodes.UsernameTaken)));
        Assert.That(_added, Is.Null);
        _passwords.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Closed_registration_reads_and_stores_nothing()
    {
        var result = await Handler(new RegistrationRules(isOpen: false, [])).Handle(Command, CancellationToken.None);

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo((ErrorKind.Forbidden, ErrorCodes.RegistrationClosed)));
        _accounts.VerifyNoOtherCalls();
        _passwords.VerifyNoOtherCalls();
    }

    private RegisterHandler Handler(RegistrationRules rules) => new(
        _accounts.Object, _passwords.Object, rules, Mapping.Mapper, _audit.Object, new FakeTimeProvider(Some.Noon));

    private void Add(AddAccountOutcome outcome) => _accounts
        .Setup(accounts => accounts.AddAsync(It.IsAny<User>(), It.IsAny<CancellationToken>()))
        .Callback((User user, CancellationToken _) => _added = user)
        .ReturnsAsync(outcome);
}
