using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using MediatR;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class ChangePasswordTests
{
    private static readonly Guid ThisSession = Guid.CreateVersion7();
    private static readonly SessionTokens Tokens = new("access", "bearer", 900, "refresh");

    private static readonly HashingCaller Caller = new(Some.Address, HashingPurpose.LogIn);

    private readonly Mock<IAccountStore> _accounts = new();
    private readonly Mock<IPasswordHasher> _passwords = new();
    private readonly Mock<IGuessThrottle> _guesses = new();
    private readonly Mock<ICredentialStore> _credentials = new();
    private readonly Mock<ITokenIssuer> _tokens = new();
    private readonly Mock<IPublisher> _publisher = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly User _user = Some.User();
    private readonly ChangePasswordHandler _handler;
    private Session? _started;

    public ChangePasswordTests()
    {
        _handler = new ChangePasswordHandler(
            _accounts.Object,
            _passwords.Object,
            _guesses.Object,
            _credentials.Object,
            _tokens.Object,
            _publisher.Object,
            _audit.Object,
            new FakeTimeProvider(Some.Noon));
        _tokens.Setup(tokens => tokens.SessionLifetime).Returns(Some.Lifetime);
        _tokens.Setup(tokens => tokens.Issue(It.IsAny<Session>(), Some.Noon)).Returns(Tokens);
        _accounts.Setup(accounts => accounts.FindAsync(_user.Id, It.IsAny<CancellationToken>())).ReturnsAsync(_user);
        Verify(true);
        _passwords
            .Setup(passwords => passwords.HashAsync("battery staple", Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync("the new hash");
    }

    [Test]
    public async Task A_password_change_ends_all_sessions()
    {
        var laptop = Guid.CreateVersion7();
        Change([ThisSession, laptop]);

        var result = await ChangeAsync();

        Assert.That(result.Value, Is.EqualTo(Tokens));
        foreach (var ended in new[] { ThisSession, laptop })
        {
            _publisher.Verify(
                publisher => publisher.Publish(new SessionEnded(_user.Id, ended), CancellationToken.None), Times.Once);
        }

        _publisher.VerifyNoOtherCalls();
        _audit.Verify(audit => audit.PasswordChanged(_user.Id, ThisSession), Times.Once);
        _audit.Verify(audit => audit.LoggedIn(_user.Id, _started!.Id), Times.Once);
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_password_change_starts_a_new_session_on_the_same_device()
    {
        Change([ThisSession]);

        await ChangeAsync();

        Assert.That(_started!.Id, Is.Not.EqualTo(ThisSession));
        Assert.That(
            (_started.UserId, _started.CreatedAt, _started.Generation, _started.UserAgent),
            Is.EqualTo((_user.Id, Some.Noon, 1, Some.Device.UserAgent)));
        _tokens.Verify(tokens => tokens.Issue(_started, Some.Noon), Times.Once);
    }

    [Test]
    public async Task A_disabled_account_cannot_change_its_password()
    {
        typeof(User).GetProperty(nameof(User.IsActive))!.SetValue(_user, false);

        var result = await ChangeAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.WrongPassword));
        _credentials.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_wrong_password_changes_nothing()
    {
        Verify(false);

        var result = await ChangeAsync();

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Forbidden, ErrorCodes.WrongPassword)));
        _credentials.VerifyNoOtherCalls();
        _audit.Verify(audit => audit.PasswordChangeFailed(_user.Id, ThisSession), Times.Once);
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_change_that_lost_a_race_is_refused_as_a_wrong_password()
    {
        Change(null);

        var result = await ChangeAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.WrongPassword));
        _audit.Verify(audit => audit.PasswordChangeFailed(_user.Id, ThisSession), Times.Once);
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_change_without_a_free_hashing_thread_changes_nothing()
    {
        _passwords
            .Setup(passwords => passwords.HashAsync("battery staple", Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Outage());

        var result = await ChangeAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        _credentials.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Only_a_wrong_password_counts_as_a_guess()
    {
        Change([]);
        await ChangeAsync();
        Verify(false);
        await ChangeAsync();

        var attempt = new PasswordAttempt(default, default, ThisSession);
        _guesses.Verify(guesses => guesses.Begin(attempt), Times.Exactly(2));
        _guesses.Verify(guesses => guesses.Withdraw(attempt), Times.Once);
        _guesses.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Too_many_wrong_passwords_stop_further_comparisons()
    {
        _guesses.Setup(guesses => guesses.Begin(It.IsAny<PasswordAttempt>()))
            .Returns(Error.RateLimited(TimeSpan.FromSeconds(30)));

        var result = await ChangeAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.RateLimited));
        _passwords.VerifyNoOtherCalls();
    }

    [TestCase(null, "battery staple", "CurrentPassword")]
    [TestCase("x\0", "battery staple", "CurrentPassword")]
    [TestCase("x", null, "NewPassword")]
    [TestCase("x", "short 7", "NewPassword")]
    [TestCase("x", "PassWord123", "NewPassword")]
    public void Password_rules_apply_only_to_the_new_password(string? current, string? changed, string invalid)
    {
        var result = new ChangePasswordValidator().Validate(
            new ChangePassword(_user.Id, ThisSession, current, changed, Some.Address, Some.Device));

        Assert.That(result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { invalid }));
    }

    [Test]
    public void An_unpaired_surrogate_is_refused()
    {
        var result = new ChangePasswordValidator().Validate(
            new ChangePassword(_user.Id, ThisSession, "x", "unpaired \ud800", Some.Address, Some.Device));

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName),
            Is.EqualTo(new[] { nameof(ChangePassword.NewPassword) }));
    }

    private Task<Result<SessionTokens>> ChangeAsync() => _handler.Handle(
        new ChangePassword(_user.Id, ThisSession, "correct horse", "battery staple", Some.Address, Some.Device),
        CancellationToken.None);

    private void Verify(bool isRight) => _passwords
        .Setup(passwords => passwords.VerifyAsync(
            "correct horse", _user.PasswordHash, Caller, It.IsAny<CancellationToken>()))
        .ReturnsAsync(isRight);

    private void Change(IReadOnlyList<Guid>? ended) => _credentials
        .Setup(store => store.ChangePasswordAsync(
            _user, "the new hash", It.IsAny<Session>(), It.IsAny<CancellationToken>()))
        .Callback((User _, string _, Session session, CancellationToken _) => _started = session)
        .ReturnsAsync(ended);
}
