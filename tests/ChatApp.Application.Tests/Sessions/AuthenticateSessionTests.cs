using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class AuthenticateSessionTests
{
    private readonly Mock<ISessionStore> _sessions = new();
    private readonly Session _session = Some.Session(Guid.CreateVersion7());
    private int _changes;

    public AuthenticateSessionTests()
    {
        _sessions
            .Setup(sessions =>
                sessions.ChangeAsync(_session.Id, It.IsAny<Action<Session>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((Guid _, Action<Session> change, CancellationToken _) =>
            {
                _changes++;
                change(_session);
                return _session;
            });
    }

    [Test]
    public async Task An_open_session_passes_without_a_write()
    {
        Know(_session);

        var result = await AuthenticateAsync(generation: 1);

        Assert.That((result.IsSuccess, _changes), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task The_first_use_of_a_generation_invalidates_the_previous_refresh_token()
    {
        _session.Refresh(1, null, Some.Noon, Some.Lifetime, Some.Device);
        Know(_session);

        var result = await AuthenticateAsync(generation: 2);

        Assert.That((result.IsSuccess, _session.GenerationUsed), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task An_access_token_of_the_previous_generation_passes_and_invalidates_nothing()
    {
        _session.Refresh(1, null, Some.Noon, Some.Lifetime, Some.Device);
        Know(_session);

        var result = await AuthenticateAsync(generation: 1);

        Assert.That((result.IsSuccess, _changes, _session.GenerationUsed), Is.EqualTo((true, 0, false)));
    }

    [Test]
    public async Task A_token_newer_than_the_cached_state_is_checked_against_the_stored_session()
    {
        Know(_session);
        _session.Refresh(1, null, Some.Noon, Some.Lifetime, Some.Device);

        var result = await AuthenticateAsync(generation: 2);

        Assert.That((result.IsSuccess, _changes, _session.GenerationUsed), Is.EqualTo((true, 1, true)));
    }

    [Test]
    public async Task A_session_that_ended_since_it_was_cached_is_refused_at_the_first_use()
    {
        _session.Refresh(1, null, Some.Noon, Some.Lifetime, Some.Device);
        Know(_session);
        _session.End(Some.Noon);

        AssertEnded(await AuthenticateAsync(generation: 2));
    }

    [Test]
    public async Task An_ended_session_is_refused()
    {
        _session.End(Some.Noon);
        Know(_session);

        AssertEnded(await AuthenticateAsync(generation: 1));
    }

    [Test]
    public async Task An_unknown_session_is_refused()
    {
        AssertEnded(await AuthenticateAsync(generation: 1));
    }

    [Test]
    public async Task A_session_of_another_user_is_refused()
    {
        Know(_session);
        var handler = new AuthenticateSessionHandler(_sessions.Object);

        AssertEnded(
            await handler.Handle(
                new AuthenticateSession(Guid.CreateVersion7(), _session.Id, 1), CancellationToken.None));
    }

    private Task<Result<Unit>> AuthenticateAsync(int generation) => new AuthenticateSessionHandler(_sessions.Object)
        .Handle(new AuthenticateSession(_session.UserId, _session.Id, generation), CancellationToken.None);

    // The cached state stays as it is now, even if the session changes later.
    private void Know(Session session) => _sessions
        .Setup(sessions => sessions.FindStateAsync(session.Id, It.IsAny<CancellationToken>()))
        .ReturnsAsync(
            new SessionState(session.UserId, session.Generation, session.GenerationUsed, session.EndedAt is not null));

    private static void AssertEnded(Result<Unit> result) =>
        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Unauthorized, ErrorCodes.Unauthorized)));
}
