using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using MediatR;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class RefreshSessionTests
{
    private static readonly SessionTokens Tokens = new("access", "bearer", 900, "refresh");

    private readonly Mock<ISessionStore> _sessions = new();
    private readonly Mock<ITokenIssuer> _tokens = new();
    private readonly Mock<IPublisher> _publisher = new();
    private readonly Mock<ISecurityAudit> _audit = new();
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly Session _session = Some.Session(Guid.CreateVersion7());
    private readonly RefreshSessionHandler _handler;

    public RefreshSessionTests()
    {
        _handler = new RefreshSessionHandler(_sessions.Object, _tokens.Object, _publisher.Object, _audit.Object, _time);
        _tokens.Setup(tokens => tokens.SessionLifetime).Returns(Some.Lifetime);
        _tokens.Setup(tokens => tokens.Issue(_session, It.IsAny<DateTimeOffset>())).Returns(Tokens);
        _tokens.Setup(tokens => tokens.ReadRefreshToken("first")).Returns(new RefreshTokenClaims(_session.Id, 1));
        _sessions
            .Setup(sessions =>
                sessions.ChangeAsync(_session.Id, It.IsAny<Action<Session>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((Guid _, Action<Session> change, CancellationToken _) =>
            {
                change(_session);
                return _session;
            });
    }

    [Test]
    public async Task The_newest_token_is_exchanged()
    {
        var result = await RefreshAsync("first");

        Assert.That(result.Value, Is.EqualTo(Tokens));
        Assert.That(_session.Generation, Is.EqualTo(2));
    }

    [Test]
    public async Task A_repeat_gets_tokens_of_the_same_generation()
    {
        await RefreshAsync("first");

        var result = await RefreshAsync("first");

        Assert.That(result.Value, Is.EqualTo(Tokens));
        Assert.That(_session.Generation, Is.EqualTo(2));
    }

    [Test]
    public async Task A_request_can_be_repeated_until_its_tokens_are_used()
    {
        var request = Guid.CreateVersion7();
        await RefreshAsync("first", request);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.That((await RefreshAsync("first", request)).Value, Is.EqualTo(Tokens));
        _session.ConfirmGeneration(2);
        Assert.That((await RefreshAsync("first", request)).Error?.Code, Is.EqualTo(ErrorCodes.RefreshTokenReused));
    }

    [Test]
    public async Task A_reused_token_ends_the_session_and_notifies_its_sockets()
    {
        await RefreshAsync("first");
        _time.Advance(Session.ReplacedTokenGrace);

        var result = await RefreshAsync("first");

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo((ErrorKind.Unauthorized, ErrorCodes.RefreshTokenReused)));
        Assert.That(_session.EndedAt, Is.EqualTo(Some.Noon + Session.ReplacedTokenGrace));
        _publisher.Verify(
            publisher => publisher.Publish(new SessionEnded(_session.UserId, _session.Id), CancellationToken.None),
            Times.Once);
        _audit.Verify(audit => audit.RefreshTokenReused(_session.UserId, _session.Id), Times.Once);
    }

    [Test]
    public async Task Reuse_after_the_session_ended_notifies_nobody()
    {
        await RefreshAsync("first");
        _session.End(Some.Noon);

        var result = await RefreshAsync("first");

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.RefreshTokenReused));
        _publisher.VerifyNoOtherCalls();
        _audit.VerifyNoOtherCalls();
    }

    [Test]
    public async Task An_expired_token_is_refused()
    {
        _time.Advance(Some.Lifetime.Idle);

        var result = await RefreshAsync("first");

        Assert.That(
            (result.Error?.Kind, result.Error?.Code),
            Is.EqualTo((ErrorKind.Unauthorized, ErrorCodes.InvalidRefreshToken)));
        _publisher.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_foreign_token_is_refused_without_a_database_read()
    {
        var result = await RefreshAsync("something else");

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidRefreshToken));
        _sessions.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_token_of_a_missing_session_is_refused()
    {
        _tokens.Setup(tokens => tokens.ReadRefreshToken("gone"))
            .Returns(new RefreshTokenClaims(Guid.CreateVersion7(), 1));

        var result = await RefreshAsync("gone");

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidRefreshToken));
    }

    private Task<Result<SessionTokens>> RefreshAsync(string token, Guid? requestId = null) =>
        _handler.Handle(new RefreshSession(token, requestId, Some.Device), CancellationToken.None);
}
