using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using MediatR;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class ResetPasswordTests
{
    private readonly Mock<IAccountStore> _accounts = new();
    private readonly Mock<IPasswordHasher> _passwords = new();
    private readonly Mock<ICredentialStore> _credentials = new();
    private readonly Mock<IPublisher> _publisher = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly User _user = Some.User();
    private readonly ResetPasswordHandler _handler;

    public ResetPasswordTests()
    {
        _handler = new ResetPasswordHandler(
            _accounts.Object, _passwords.Object, _credentials.Object, _publisher.Object, _audit.Object,
            new FakeTimeProvider(Some.Noon));
        _accounts.Setup(store => store.FindByLoginAsync("alice", CancellationToken.None)).ReturnsAsync(_user);
        _passwords
            .Setup(port => port.HashAsync("a new password", It.IsAny<HashingCaller>(), CancellationToken.None))
            .ReturnsAsync((Result<string>)"new hash");
    }

    [Test]
    public async Task A_login_at_the_same_time_makes_it_try_again()
    {
        var ended = Guid.CreateVersion7();
        _credentials
            .SetupSequence(store => store.ResetPasswordAsync(_user, "new hash", Some.Noon, CancellationToken.None))
            .ReturnsAsync((IReadOnlyList<Guid>?)null)
            .ReturnsAsync([ended]);

        var result = await ResetAsync();

        Assert.That(result.IsSuccess, Is.True);
        _audit.Verify(port => port.PasswordReset(_user.Id), Times.Once);
        _publisher.Verify(port => port.Publish(new SessionEnded(_user.Id, ended), CancellationToken.None), Times.Once);
    }

    [Test]
    public async Task If_the_account_changes_all_the_time_nothing_is_audited()
    {
        _credentials
            .Setup(store => store.ResetPasswordAsync(_user, "new hash", Some.Noon, CancellationToken.None))
            .ReturnsAsync((IReadOnlyList<Guid>?)null);

        var result = await ResetAsync();

        Assert.That(result.Error?.Kind, Is.EqualTo(ErrorKind.Unavailable));
        _audit.VerifyNoOtherCalls();
    }

    private Task<Result<ListedUser>> ResetAsync() =>
        _handler.Handle(new ResetPassword("alice", "a new password"), CancellationToken.None);
}
