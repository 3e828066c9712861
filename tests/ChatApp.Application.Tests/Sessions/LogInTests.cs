using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class LogInTests
{
    private static readonly SessionTokens Tokens = new("access", "bearer", 900, "refresh");

    private readonly Mock<IAccountStore> _accounts = new();
    private readonly Mock<IPasswordHasher> _passwords = new();
    private readonly Mock<ISessionStore> _sessions = new();
    private readonly Mock<ITokenIssuer> _tokens = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly User _user = Some.User();
    private readonly LogInHandler _handler;
    private Session? _started;

    public LogInTests()
    {
        _handler = new LogInHandler(
            _accounts.Object, _passwords.Object, _sessions.Object, _tokens.Object, _audit.Object, new FakeTimeProvider(Some.Noon));
        _tokens.Setup(tokens => tokens.RefreshTokenLifetime).Returns(Some.Lifetime);
        _tokens.Setup(tokens => tokens.Issue(It.IsAny<Session>(), Some.Noon)).Returns(Tokens);
        _sessions
            .Setup(sessions => sessions.AddAsync(It.IsAny<Session>(), It.IsAny<CancellationToken>()))
            .Callback((Session session, CancellationToken _) => _started = session)
            .Returns(Task.CompletedTask);
        Verify(null, false);
    }

    [Test]
    public async Task The_right_password_starts_a_session_that_is_kept_before_its_tokens_are_given()
    {
        Find(_user);
        Verify(_user.PasswordHash, true);

        var result = await LogInAsync();

        Assert.Multiple(() =>
        {
            Assert.That(result.Value, Is.EqualTo(Tokens));
            Assert.That((_started?.UserId, _started?.CreatedAt), Is.EqualTo((_user.Id, Some.Noon)));
            Assert.That(_started?.ExpiresAt, Is.EqualTo(Some.Noon + Some.Lifetime));
        });
        _tokens.Verify(tokens => tokens.Issue(_started!, Some.Noon), Times.Once);
        _audit.Verify(audit => audit.LoggedIn(_user.Id, _started!.Id), Times.Once);
    }

    [Test]
    public async Task A_wrong_password_starts_none()
    {
        Find(_user);
        Verify(_user.PasswordHash, false);

        var result = await LogInAsync();

        Assert.That((result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Unauthorized, ErrorCodes.InvalidCredentials)));
        Assert.That(_started, Is.Null);
        _audit.Verify(audit => audit.LogInFailed(_user.Id), Times.Once);
    }

    [Test]
    public async Task An_unknown_user_costs_a_verification_too_and_gets_the_same_answer()
    {
        Find(_user);
        Verify(_user.PasswordHash, false);
        var wrongPassword = await LogInAsync();
        Find(null);

        var unknownUser = await LogInAsync();

        Assert.That(unknownUser.Error, Is.EqualTo(wrongPassword.Error));
        _audit.Verify(audit => audit.LogInFailed(null), Times.Once);
        _passwords.Verify(passwords => passwords.VerifyAsync("correct horse", null, It.IsAny<CancellationToken>()), Times.Once);
        Assert.That(_started, Is.Null);
    }

    [Test]
    public async Task An_inactive_account_cannot_log_in_with_the_right_password()
    {
        Find(Inactive(_user));
        Verify(_user.PasswordHash, true);

        var result = await LogInAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidCredentials));
        Assert.That(_started, Is.Null);
    }

    [Test]
    public async Task Without_a_free_hashing_thread_the_answer_is_unavailable()
    {
        Find(_user);
        _passwords
            .Setup(passwords => passwords.VerifyAsync(It.IsAny<string>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Outage());

        var result = await LogInAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        Assert.That(_started, Is.Null);
    }

    private Task<Result<SessionTokens>> LogInAsync() => _handler.Handle(new LogIn("alice", "correct horse"), CancellationToken.None);

    private void Find(User? user) => _accounts
        .Setup(accounts => accounts.FindByLoginAsync("alice", It.IsAny<CancellationToken>()))
        .ReturnsAsync(user);

    private void Verify(string? hash, bool isRight) => _passwords
        .Setup(passwords => passwords.VerifyAsync("correct horse", hash, It.IsAny<CancellationToken>()))
        .ReturnsAsync(isRight);

    // No use case closes an account yet, so nothing in the domain does.
    private static User Inactive(User user)
    {
        typeof(User).GetProperty(nameof(User.IsActive))!.SetValue(user, false);
        return user;
    }
}
