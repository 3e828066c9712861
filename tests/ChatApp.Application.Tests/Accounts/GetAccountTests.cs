using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using Moq;

namespace ChatApp.Application.Tests.Accounts;

internal sealed class GetAccountTests
{
    private readonly Mock<IAccountStore> _accounts = new();

    [Test]
    public async Task The_caller_gets_its_own_account()
    {
        var user = Some.User("Alice");
        _accounts.Setup(accounts => accounts.FindAsync(user.Id, It.IsAny<CancellationToken>())).ReturnsAsync(user);

        var result = await new GetAccountHandler(_accounts.Object, Mapping.Mapper).Handle(
            new GetAccount(user.Id), CancellationToken.None);

        Assert.That((result.Value.Id, result.Value.Email), Is.EqualTo((user.Id, "Alice@example.com")));
    }

    [Test]
    public async Task A_missing_account_is_refused()
    {
        var handler = new GetAccountHandler(_accounts.Object, Mapping.Mapper);

        var result = await handler.Handle(new GetAccount(Guid.CreateVersion7()), CancellationToken.None);

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Unauthorized, ErrorCodes.Unauthorized)));
    }
}
