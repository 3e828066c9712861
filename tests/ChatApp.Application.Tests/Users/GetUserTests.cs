using ChatApp.Application.Common;
using ChatApp.Application.Users;
using Moq;

namespace ChatApp.Application.Tests.Users;

internal sealed class GetUserTests
{
    private readonly Mock<IUserDirectory> _users = new();

    [Test]
    public async Task A_user_is_returned_without_private_fields()
    {
        var user = Some.User("Bob");
        _users.Setup(users => users.FindAsync(user.Id, It.IsAny<CancellationToken>())).ReturnsAsync(user);

        var result = await GetAsync(user.Id);

        Assert.That(result.Value, Is.EqualTo(new UserDto(user.Id, "Bob", "Bob")));
    }

    [Test]
    public async Task An_unknown_user_is_not_found()
    {
        var result = await GetAsync(Guid.CreateVersion7());

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.UserNotFound)));
    }

    private Task<Result<UserDto>> GetAsync(Guid id) =>
        new GetUserHandler(_users.Object, Mapping.Mapper).Handle(new GetUser(id), CancellationToken.None);
}
