using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using MediatR;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class LogInTests
{
    private static readonly SessionTokens Tokens = new("access", "bearer", 900, "refresh");
    private static readonly HashingCaller Caller = new(Some.Address, HashingPurpose.LogIn);

    private readonly Mock<IAccountStore> _accounts = new();
    private readonly Mock<IPasswordHasher> _passwords = new();
    private readonly Mock<IGuessThrottle> _guesses = new();
    private readonly Mock<ISessionStore> _sessions = new();
    private readonly Mock<ICredentialStore> _credentials = new();
    private readonly Mock<ITokenIssuer> _tokens = new();
    private readonly Mock<IPublisher> _publisher = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly User _user = Some.User();
    private readonly LogInHandler _handler;
    private Session? _started;
    private string? _newHash;
    private IReadOnlyList<Guid> _displaced = [];

    public LogInTests()
    {
        _handler = new LogInHandler(
            _accounts.Object, _passwords.Object, _guesses.Object, _sessions.Object, _credentials.Object,
            _tokens.Object, _publisher.Object, _audit.Object, new FakeTimeProvider(Some.Noon));
        _tokens.Setup(tokens => tokens.SessionLifetime).Returns(Some.Lifetime);
        _tokens.Setup(tokens => tokens.Issue(It.IsAny<Session>(), Some.Noon)).Returns(Tokens);
        _credentials.Setup(store =>
                store.StartSessionAsync(_user, It.IsAny<string?>(), It.IsAny<Session>(), It.IsAny<CancellationToken>()))
            .Callback((User _, string? newHash, Session session, CancellationToken _) =>
                (_newHash, _started) = (newHash, session))
            .ReturnsAsync(() => _displaced);
        Verify(null, false);
    }

    [Test]
    public async Task The_correct_password_starts_a_stored_session()
    {
        Find(_user);
        Verify(_user.PasswordHash, true);

        var result = await LogInAsync();

        Assert.Multiple(() =>
        {
            Assert.That(result.Value, Is.EqualTo(Tokens));
            Assert.That((_started?.UserId, _started?.CreatedAt), Is.EqualTo((_user.Id, Some.Noon)));
            Assert.That(_started?.ExpiresAt, Is.EqualTo(Some.Noon + Some.Lifetime.Idle));
            Assert.That(_newHash, Is.Null, "the stored hash is up to date");
        });
        _tokens.Verify(tokens => tokens.Issue(_started!, Some.Noon), Times.Once);
        _audit.Verify(audit => audit.LoggedIn(_user.Id, _started!.Id), Times.Once);
    }

    [Test]
    public async Task A_wrong_password_starts_no_session()
    {
        Find(_user);
        Verify(_user.PasswordHash, false);

        var result = await LogInAsync();

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo((ErrorKind.Unauthorized, ErrorCodes.InvalidCredentials)));
        Assert.That(_started, Is.Null);
        _audit.Verify(audit => audit.LogInFailed(_user.Id), Times.Once);
    }

    [Test]
    public async Task An_unknown_user_gets_the_answer_of_a_wrong_password()
    {
        Find(_user);
        Verify(_user.PasswordHash, false);
        var wrongPassword = await LogInAsync();
        Find(null);

        var unknownUser = await LogInAsync();

        Assert.That(unknownUser.Error, Is.EqualTo(wrongPassword.Error));
        _audit.Verify(audit => audit.LogInFailed(null), Times.Once);
        _passwords.Verify(
            passwords => passwords.VerifyAsync("correct horse", null, Caller, It.IsAny<CancellationToken>()),
            Times.Once);
        Assert.That(_started, Is.Null);
    }

    [Test]
    public async Task An_inactive_account_cannot_log_in()
    {
        Find(Inactive(_user));
        Verify(_user.PasswordHash, true);

        var result = await LogInAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidCredentials));
        Assert.That(_started, Is.Null);
    }

    [Test]
    public async Task A_login_without_a_free_hashing_thread_is_unavailable()
    {
        Find(_user);
        _passwords
            .Setup(passwords => passwords.VerifyAsync(
                It.IsAny<string>(), It.IsAny<string?>(), Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Outage());

        var result = await LogInAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        Assert.That(_started, Is.Null);
    }

    [Test]
    public async Task A_hash_with_a_lower_work_factor_is_replaced()
    {
        Find(_user);
        Verify(_user.PasswordHash, true);
        _passwords.Setup(passwords => passwords.IsOutdated(_user.PasswordHash)).Returns(true);
        _passwords
            .Setup(passwords => passwords.HashAsync("correct horse", Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync("a harder hash");

        var result = await LogInAsync();

        Assert.That((result.IsSuccess, _newHash), Is.EqualTo((true, "a harder hash")));
    }

    [Test]
    public async Task An_outdated_hash_stays_without_a_free_hashing_thread()
    {
        Find(_user);
        Verify(_user.PasswordHash, true);
        _passwords.Setup(passwords => passwords.IsOutdated(_user.PasswordHash)).Returns(true);
        _passwords
            .Setup(passwords => passwords.HashAsync("correct horse", Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Outage());

        var result = await LogInAsync();

        Assert.That((result.IsSuccess, _newHash), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public async Task A_displaced_session_is_ended_and_audited()
    {
        var oldest = Guid.CreateVersion7();
        _displaced = [oldest];
        Find(_user);
        Verify(_user.PasswordHash, true);

        var result = await LogInAsync();

        Assert.That(result.Value, Is.EqualTo(Tokens));
        _publisher.Verify(
            publisher => publisher.Publish(new SessionEnded(_user.Id, oldest), CancellationToken.None), Times.Once);
        _audit.Verify(audit => audit.SessionDisplaced(_user.Id, oldest, _started!.Id), Times.Once);
    }

    [Test]
    public async Task A_password_changed_during_the_login_is_compared_again()
    {
        var changed = Some.User();
        _accounts
            .SetupSequence(accounts => accounts.FindByLoginAsync("alice", It.IsAny<CancellationToken>()))
            .ReturnsAsync(_user)
            .ReturnsAsync(changed);
        changed.ReplacePasswordHash("of another password");
        Verify(_user.PasswordHash, true);
        Verify(changed.PasswordHash, false);
        _credentials
            .Setup(store => store.StartSessionAsync(_user, null, It.IsAny<Session>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyList<Guid>?)null);

        var result = await LogInAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidCredentials));
    }

    [Test]
    public async Task Only_a_wrong_password_counts_as_a_guess()
    {
        var attempt = new PasswordAttempt(PasswordAttempt.KeyOf("alice"), Some.Address, null);
        Find(_user);
        Verify(_user.PasswordHash, false);
        await LogInAsync();
        _guesses.Verify(guesses => guesses.Begin(attempt), Times.Once);
        _guesses.VerifyNoOtherCalls();

        Verify(_user.PasswordHash, true);
        await LogInAsync();
        _guesses.Verify(guesses => guesses.Succeeded(attempt), Times.Once);

        _passwords
            .Setup(passwords => passwords.VerifyAsync(
                It.IsAny<string>(), It.IsAny<string?>(), Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Outage());
        await LogInAsync();
        _guesses.Verify(guesses => guesses.Withdraw(attempt), Times.Once);
    }

    [Test]
    public async Task Too_many_guesses_stop_the_login_before_any_lookup()
    {
        _guesses
            .Setup(guesses => guesses.Begin(It.IsAny<PasswordAttempt>()))
            .Returns(Error.RateLimited(TimeSpan.FromSeconds(30)));

        var result = await LogInAsync();

        Assert.That(
            (result.Error?.Code, result.Error?.RetryAfter),
            Is.EqualTo((ErrorCodes.RateLimited, (TimeSpan?)TimeSpan.FromSeconds(30))));
        _accounts.VerifyNoOtherCalls();
        _passwords.VerifyNoOtherCalls();
        _audit.Verify(audit => audit.GuessingStopped(null), Times.Once);
    }

    [Test]
    public async Task An_attempt_is_withdrawn_if_the_user_lookup_fails()
    {
        _accounts
            .Setup(accounts => accounts.FindByLoginAsync("alice", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new TimeoutException());

        await Assert.ThatAsync(() => LogInAsync(), Throws.TypeOf<TimeoutException>());

        _guesses.Verify(guesses => guesses.Withdraw(It.IsAny<PasswordAttempt>()), Times.Once);
    }

    [Test]
    public async Task Guesses_for_known_and_unknown_names_count_alike()
    {
        Find(_user);
        Verify(_user.PasswordHash, false);
        await LogInAsync();
        Find(null);
        await LogInAsync();

        _guesses.Verify(
            guesses => guesses.Begin(new PasswordAttempt(PasswordAttempt.KeyOf("ALICE"), Some.Address, null)),
            Times.Exactly(2));
    }

    [Test]
    public async Task Only_a_token_of_the_same_user_identifies_a_known_device()
    {
        var bob = Some.User("bob");
        var (own, others) = (Some.Session(_user.Id), Some.Session(bob.Id));
        foreach (var (session, user) in new[] { (own, _user), (others, bob) })
        {
            _tokens.Setup(tokens => tokens.ReadRefreshToken($"of {session.Id}"))
                .Returns(new RefreshTokenClaims(session.Id, 1));
            _sessions.Setup(sessions => sessions.FindStateAsync(session.Id, It.IsAny<CancellationToken>()))
                .ReturnsAsync(new SessionState(session.UserId, 1, true, HasEnded: true));
            _accounts.Setup(accounts => accounts.FindAsync(user.Id, It.IsAny<CancellationToken>())).ReturnsAsync(user);
        }

        Find(_user);
        Verify(_user.PasswordHash, false);
        await LogInAsync($"of {own.Id}");
        await LogInAsync($"of {others.Id}");
        await LogInAsync("of nobody");

        var name = PasswordAttempt.KeyOf("alice");
        _guesses.Verify(guesses => guesses.Begin(new PasswordAttempt(name, Some.Address, own.Id)), Times.Once);
        _guesses.Verify(guesses => guesses.Begin(new PasswordAttempt(name, Some.Address, null)), Times.Exactly(2));
    }

    private Task<Result<SessionTokens>> LogInAsync(string? refreshToken = null) =>
        _handler.Handle(
            new LogIn("alice", "correct horse", refreshToken, Some.Address, Some.Device), CancellationToken.None);

    private void Find(User? user) => _accounts
        .Setup(accounts => accounts.FindByLoginAsync("alice", It.IsAny<CancellationToken>()))
        .ReturnsAsync(user);

    private void Verify(string? hash, bool isRight) => _passwords
        .Setup(passwords => passwords.VerifyAsync("correct horse", hash, Caller, It.IsAny<CancellationToken>()))
        .ReturnsAsync(isRight);

    // The store disables accounts by a statement, so the domain has no method for it.
    private static User Inactive(User user)
    {
        typeof(User).GetProperty(nameof(User.IsActive))!.SetValue(user, false);
        return user;
    }
}
