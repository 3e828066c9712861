using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.Presence;
using ChatApp.Application.Signals;
using ChatApp.Application.Users;
using Moq;

namespace ChatApp.Application.Tests.Presence;

internal sealed class GetUserTests
{
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Mock<IUserDirectory> _users = new();
    private readonly Mock<IConversationStore> _conversations = new();
    private readonly Mock<IPresence> _presence = new();

    [TestCase(true, true, true, ExpectedResult = true)]
    [TestCase(true, true, false, ExpectedResult = false)]
    [TestCase(true, false, true, ExpectedResult = false)]
    [TestCase(false, true, true, ExpectedResult = false)]
    public async Task<bool> Only_users_in_touch_see_who_is_online(bool isEnabled, bool areInTouch, bool isOnline)
    {
        var bob = Some.User("Bob");
        _users.Setup(users => users.FindAsync(bob.Id, It.IsAny<CancellationToken>())).ReturnsAsync(bob);
        _conversations
            .Setup(port => port.AreInTouchAsync(bob.Id, _alice, It.IsAny<CancellationToken>()))
            .ReturnsAsync(areInTouch);
        _presence.Setup(port => port.IsEnabled).Returns(isEnabled);
        _presence
            .Setup(port => port.FindOnlineAsync(It.IsAny<IReadOnlyCollection<Guid>>()))
            .ReturnsAsync(isOnline ? new HashSet<Guid> { bob.Id } : []);

        var result = await GetAsync(bob.Id);

        Assert.That(
            result.Value with { Online = false },
            Is.EqualTo(new UserProfileDto(bob.Id, "Bob", "Bob", Online: false, LastSeenAt: null)));
        return result.Value.Online;
    }

    [Test]
    public async Task An_unknown_user_is_not_found()
    {
        var result = await GetAsync(Guid.CreateVersion7());

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.UserNotFound)));
    }

    private Task<Result<UserProfileDto>> GetAsync(Guid id) =>
        new GetUserHandler(_users.Object, new SignalAudience(_conversations.Object), _presence.Object)
            .Handle(new GetUser(_alice, id), CancellationToken.None);
}
