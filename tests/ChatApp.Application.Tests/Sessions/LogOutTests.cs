using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using MediatR;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class LogOutTests
{
    private readonly Session _session = Some.Session(Guid.CreateVersion7());

    [Test]
    public async Task The_session_ends_in_the_store_before_its_sockets_hear_of_it()
    {
        using var caller = new CancellationTokenSource();
        var sessions = new Mock<ISessionStore>();
        var publisher = new Mock<IPublisher>();
        var audit = new Mock<ISecurityAudit>();
        var order = new List<string>();
        sessions
            .Setup(store => store.ChangeAsync(_session.Id, It.IsAny<Action<Session>>(), caller.Token))
            .Callback((Guid _, Action<Session> change, CancellationToken _) =>
            {
                change(_session);
                order.Add("stored");
            })
            .ReturnsAsync(_session);
        publisher
            .Setup(port => port.Publish(new SessionEnded(_session.UserId, _session.Id), CancellationToken.None))
            .Callback(() => order.Add("told"))
            .Returns(Task.CompletedTask);
        var handler = new LogOutHandler(sessions.Object, publisher.Object, audit.Object, new FakeTimeProvider(Some.Noon));

        var result = await handler.Handle(new LogOut(_session.UserId, _session.Id), caller.Token);

        Assert.That(result.IsSuccess, Is.True);
        Assert.That(_session.EndedAt, Is.EqualTo(Some.Noon));
        Assert.That(order, Is.EqualTo(new[] { "stored", "told" }));
        audit.Verify(port => port.LoggedOut(_session.UserId, _session.Id), Times.Once);
    }

    [Test]
    public async Task An_ended_session_closes_its_sockets()
    {
        var realtime = new Mock<IRealtimePublisher>();

        await new CloseSockets(realtime.Object).Handle(new SessionEnded(_session.UserId, _session.Id), CancellationToken.None);

        realtime.Verify(port => port.EndSessionAsync(_session.UserId, _session.Id, CancellationToken.None), Times.Once);
    }
}
