using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using MediatR;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class CloseAccountTests
{
    private static readonly Guid ThisSession = Guid.CreateVersion7();
    private static readonly HashingCaller Caller = new(Some.Address, HashingPurpose.LogIn);

    private readonly Mock<IAccountStore> _accounts = new();
    private readonly Mock<IPasswordHasher> _passwords = new();
    private readonly Mock<IGuessThrottle> _guesses = new();
    private readonly Mock<IPublisher> _publisher = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly User _user = Some.User();
    private readonly CloseAccountHandler _handler;

    public CloseAccountTests()
    {
        _handler = new CloseAccountHandler(
            _accounts.Object,
            _passwords.Object,
            _guesses.Object,
            _publisher.Object,
            _audit.Object,
            new FakeTimeProvider(Some.Noon));
        _accounts.Setup(accounts => accounts.FindAsync(_user.Id, It.IsAny<CancellationToken>())).ReturnsAsync(_user);
        Verify(true);
    }

    [Test]
    public async Task Closing_ends_all_sessions()
    {
        var laptop = Guid.CreateVersion7();
        Close(new SessionEnds([ThisSession, laptop]));

        var result = await CloseAsync();

        Assert.That(result.IsSuccess, Is.True);
        foreach (var ended in new[] { ThisSession, laptop })
        {
            _publisher.Verify(
                publisher => publisher.Publish(new SessionEnded(_user.Id, ended), CancellationToken.None), Times.Once);
        }

        _audit.Verify(audit => audit.AccountClosed(_user.Id, ThisSession), Times.Once);
        _audit.VerifyNoOtherCalls();
        _guesses.Verify(guesses => guesses.Withdraw(PasswordAttempt.Of(ThisSession)), Times.Once);
    }

    [Test]
    public void A_closing_that_a_failover_may_lose_fails_after_all_that_follows()
    {
        Close(new SessionEnds([ThisSession], IsConfirmed: false));

        Assert.That(CloseAsync, Throws.InstanceOf<TimeoutException>());

        _publisher.Verify(
            publisher => publisher.Publish(new SessionEnded(_user.Id, ThisSession), CancellationToken.None),
            Times.Once);
        _audit.Verify(audit => audit.AccountClosed(_user.Id, ThisSession), Times.Once);
    }

    [Test]
    public async Task A_wrong_password_closes_nothing()
    {
        Verify(false);

        var result = await CloseAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.WrongPassword));
        VerifyRefused();
        _guesses.Verify(guesses => guesses.Withdraw(It.IsAny<PasswordAttempt>()), Times.Never);
    }

    [Test]
    public async Task A_password_that_changes_meanwhile_closes_nothing()
    {
        Close(null);

        var result = await CloseAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.WrongPassword));
        _publisher.VerifyNoOtherCalls();
        _audit.Verify(audit => audit.AccountCloseFailed(_user.Id, ThisSession), Times.Once);
    }

    [Test]
    public async Task A_closed_account_has_no_password_to_compare()
    {
        _user.Close(Some.Noon, erasesMessages: false);
        _passwords
            .Setup(passwords => passwords.VerifyAsync("correct horse", null, Caller, It.IsAny<CancellationToken>()))
            .ReturnsAsync(false);

        var result = await CloseAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.WrongPassword));
        VerifyRefused();
    }

    [Test]
    public async Task After_too_many_wrong_passwords_nothing_is_compared()
    {
        _guesses.Setup(guesses => guesses.Begin(PasswordAttempt.Of(ThisSession)))
            .Returns(Error.RateLimited(TimeSpan.FromMinutes(1)));

        var result = await CloseAsync();

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.RateLimited));
        _passwords.VerifyNoOtherCalls();
        _audit.Verify(audit => audit.GuessingStopped(_user.Id), Times.Once);
    }

    private void VerifyRefused()
    {
        _accounts.Verify(
            accounts => accounts.CloseAsync(
                It.IsAny<User>(), It.IsAny<DateTimeOffset>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()),
            Times.Never);
        _publisher.VerifyNoOtherCalls();
        _audit.Verify(audit => audit.AccountCloseFailed(_user.Id, ThisSession), Times.Once);
    }

    private void Verify(bool isRight) => _passwords
        .Setup(passwords => passwords.VerifyAsync(
            "correct horse", _user.PasswordHash, Caller, It.IsAny<CancellationToken>()))
        .ReturnsAsync(isRight);

    private void Close(SessionEnds? ended) => _accounts
        .Setup(accounts => accounts.CloseAsync(_user, Some.Noon, true, It.IsAny<CancellationToken>()))
        .ReturnsAsync(ended);

    private Task<Result<Unit>> CloseAsync() => _handler.Handle(
        new CloseAccount(_user.Id, ThisSession, "correct horse", ErasesMessages: true, Some.Address),
        CancellationToken.None);
}
