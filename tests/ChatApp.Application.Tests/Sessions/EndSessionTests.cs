using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using MediatR;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class EndSessionTests
{
    private readonly Mock<ISessionStore> _sessions = new();
    private readonly Mock<IPublisher> _publisher = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly Session _session = Some.Session(Guid.CreateVersion7());
    private readonly List<string> _order = [];
    private readonly EndSessionHandler _handler;

    public EndSessionTests()
    {
        _handler = new EndSessionHandler(
            _sessions.Object, _publisher.Object, _audit.Object, new FakeTimeProvider(Some.Noon));
        _sessions
            .Setup(store => store.ChangeAsync(_session.Id, It.IsAny<Action<Session>>(), _caller.Token))
            .Callback((Guid _, Action<Session> change, CancellationToken _) =>
            {
                change(_session);
                _order.Add("stored");
            })
            .ReturnsAsync(_session);
        _publisher
            .Setup(port => port.Publish(new SessionEnded(_session.UserId, _session.Id), CancellationToken.None))
            .Callback(() => _order.Add("notified"))
            .Returns(Task.CompletedTask);
    }

    [TearDown]
    public void Dispose() => _caller.Dispose();

    [Test]
    public async Task A_session_ends_in_the_store_before_its_sockets_are_notified()
    {
        var result = await EndAsync(_session.UserId, _session.Id);

        Assert.That(result.IsSuccess, Is.True);
        Assert.That(_session.EndedAt, Is.EqualTo(Some.Noon));
        Assert.That(_order, Is.EqualTo(new[] { "stored", "notified" }));
        _audit.Verify(port => port.LoggedOut(_session.UserId, _session.Id), Times.Once);
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Ending_another_session_is_audited_as_a_revocation()
    {
        var current = Guid.CreateVersion7();

        var result = await EndAsync(_session.UserId, current);

        Assert.That((result.IsSuccess, _session.EndedAt), Is.EqualTo((true, (DateTimeOffset?)Some.Noon)));
        _audit.Verify(port => port.SessionRevoked(_session.UserId, _session.Id, current), Times.Once);
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_session_of_another_user_is_not_found_and_stays_open()
    {
        var result = await EndAsync(Guid.CreateVersion7(), Guid.CreateVersion7());

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.NotFound, ErrorCodes.SessionNotFound)));
        Assert.That(_session.EndedAt, Is.Null);
        _publisher.VerifyNoOtherCalls();
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_missing_session_is_not_found()
    {
        var result = await _handler.Handle(
            new EndSession(_session.UserId, _session.Id, Guid.CreateVersion7()), CancellationToken.None);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.SessionNotFound));
    }

    [Test]
    public async Task An_ended_session_is_not_ended_again()
    {
        _session.End(Some.Noon.AddHours(-1));

        var result = await EndAsync(_session.UserId, Guid.CreateVersion7());

        Assert.That((result.IsSuccess, _session.EndedAt), Is.EqualTo((true, (DateTimeOffset?)Some.Noon.AddHours(-1))));
        _publisher.VerifyNoOtherCalls();
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task An_ended_session_closes_its_sockets()
    {
        var realtime = new Mock<IRealtimePublisher>();

        await new CloseSockets(realtime.Object).Handle(
            new SessionEnded(_session.UserId, _session.Id), CancellationToken.None);

        realtime.Verify(port => port.EndSessionAsync(_session.UserId, _session.Id, CancellationToken.None), Times.Once);
    }

    private Task<Result<Unit>> EndAsync(Guid userId, Guid currentSessionId) =>
        _handler.Handle(new EndSession(userId, currentSessionId, _session.Id), _caller.Token);
}
