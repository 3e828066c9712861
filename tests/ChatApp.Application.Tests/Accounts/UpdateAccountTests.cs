using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Accounts;

internal sealed class UpdateAccountTests
{
    private readonly Mock<IAccountStore> _accounts = new(MockBehavior.Strict);
    private readonly Mock<ISendLimits> _limits = new();
    private readonly Mock<IRequestHandler<GetAccount, Result<AccountDto>>> _account = new(MockBehavior.Strict);
    private readonly Guid _userId = Guid.CreateVersion7();
    private readonly AccountDto _answer;

    public UpdateAccountTests()
    {
        _answer = Mapping.Mapper.Map<AccountDto>(Some.User());
        _account.Setup(handler => handler.Handle(new GetAccount(_userId), It.IsAny<CancellationToken>()))
            .ReturnsAsync(_answer);
    }

    [Test]
    public async Task A_name_is_stored_before_the_account_is_read()
    {
        _accounts
            .Setup(accounts => accounts.ChangeDisplayNameAsync(_userId, "Alice", It.IsAny<CancellationToken>()))
            .Returns(Task.CompletedTask).Verifiable(Times.Once);

        Assert.That((await UpdateAsync("Alice")).Value, Is.SameAs(_answer));
        _accounts.Verify();
    }

    [Test]
    public async Task Without_a_name_nothing_is_stored_or_counted()
    {
        Assert.That((await UpdateAsync(null)).Value, Is.SameAs(_answer));
        _limits.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Beyond_the_limit_nothing_is_stored()
    {
        _limits.Setup(limits => limits.CountChange(_userId, 5)).Returns(Error.RateLimited(TimeSpan.FromSeconds(1)));

        Assert.That((await UpdateAsync("Alice")).Error?.Code, Is.EqualTo(ErrorCodes.RateLimited));
    }

    [TestCase(null, true)]
    [TestCase("A", true)]
    [TestCase("", false)]
    [TestCase(" \u2003", false)]
    [TestCase("a\u0001", false)]
    [TestCase("a\0", false)]
    public void A_name_is_checked(string? name, bool isValid)
    {
        var result = new UpdateAccountValidator().Validate(new UpdateAccount(_userId, name));

        Assert.That(result.IsValid, Is.EqualTo(isValid));
    }

    private Task<Result<AccountDto>> UpdateAsync(string? name) =>
        new UpdateAccountHandler(_accounts.Object, _limits.Object, _account.Object)
            .Handle(new UpdateAccount(_userId, name), CancellationToken.None);
}
