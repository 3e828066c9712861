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
    public async Task The_right_password_starts_a_session_that_is_kept_before_its_tokens_are_given()
    {
        Find(_user);
        Verify(_user.PasswordHash, true);

        var result = await LogInAsync();

        Assert.Multiple(() =>
        {
            Assert.That(result.Value, Is.EqualTo(Tokens));
            Assert.That((_started?.UserId, _started?.CreatedAt), Is.EqualTo((_user.Id, Some.Noon)));
            Assert.That(_started?.ExpiresAt, Is.EqualTo(Some.Noon + Some.Lifetime.Idle));
            Assert.That(_newHash, Is.Null, "the hash is as good as a new one");
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

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo((ErrorKind.Unauthorized, ErrorCodes.InvalidCredentials)));
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
        _passwords.Verify(
            passwords => passwords.VerifyAsync("correct horse", null, Caller, It.IsAny<CancellationToken>()),
            Times.Once);
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
            .Setup(passwords => passwords.VerifyAsync(
                It.IsAny<string>(), It.IsAny<string?>(), Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Outage());

        var result = await LogInAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        Assert.That(_started, Is.Null);
    }

    [Test]
    public async Task A_hash_of_a_lower_work_factor_is_made_anew()
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
    public async Task Without_a_free_thread_an_outdated_hash_stays()
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
    public async Task A_session_that_gives_way_to_this_one_hears_that_it_is_over_and_the_audit_says_so()
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
    public async Task A_password_that_is_changed_during_the_login_is_compared_anew()
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
    public async Task A_right_password_is_no_guess_a_wrong_one_stays_one_and_one_that_was_not_compared_is_taken_back()
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
    public async Task After_too_many_guesses_nobody_is_looked_for_and_no_password_is_compared()
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
    public async Task An_attempt_whose_user_could_not_be_looked_for_is_taken_back()
    {
        _accounts
            .Setup(accounts => accounts.FindByLoginAsync("alice", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new TimeoutException());

        await Assert.ThatAsync(() => LogInAsync(), Throws.TypeOf<TimeoutException>());

        _guesses.Verify(guesses => guesses.Withdraw(It.IsAny<PasswordAttempt>()), Times.Once);
    }

    [Test]
    public async Task A_name_is_counted_in_the_same_way_whether_or_not_somebody_has_it()
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
    public async Task A_token_of_a_session_of_this_user_shows_a_device_and_one_of_another_user_does_not()
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

    // No use case closes an account yet, so nothing in the domain does.
    private static User Inactive(User user)
    {
        typeof(User).GetProperty(nameof(User.IsActive))!.SetValue(user, false);
        return user;
    }
}
