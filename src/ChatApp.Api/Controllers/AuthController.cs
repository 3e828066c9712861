using ChatApp.Api.Addresses;
using ChatApp.Api.Errors;
using ChatApp.Api.RateLimiting;
using ChatApp.Application.Accounts;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Controllers;

/// <summary>Accounts and sessions (contract, section 2).</summary>
[Route("api/v1/auth")]
[Tags("Accounts and sessions")]
public sealed class AuthController(ISender sender) : ApiController
{
    /// <summary>Create an account.</summary>
    /// <param name="body">Username, email address and password.</param>
    /// <remarks>A reserved username is answered like one in use. The operator may have closed registration.</remarks>
    /// <response code="201">The account. Location has its URL, relative to the request.</response>
    [HttpPost("register")]
    [AllowAnonymous]
    [RateLimited(RateLimitedAction.Register)]
    [ProducesResponseType<AccountDto>(StatusCodes.Status201Created)]
    [ProducesProblem(StatusCodes.Status403Forbidden, ErrorCodes.RegistrationClosed)]
    [ProducesProblem(StatusCodes.Status409Conflict, ErrorCodes.UsernameTaken, ErrorCodes.EmailTaken)]
    public async Task<ActionResult<AccountDto>> Register(RegisterBody body, CancellationToken cancellationToken)
    {
        var result = await sender.Send(
            new Register(body.Username, body.Email, body.Password, Address), cancellationToken);
        return result.IsSuccess
            ? Created(RelativeReference.To($"/api/v1/users/{result.Value.Id}", Request), result.Value)
            : ErrorOf(result.Error);
    }

    /// <summary>Log in with username or email address.</summary>
    /// <param name="body">Name and password.</param>
    /// <response code="200">The tokens of a new session.</response>
    [HttpPost("login")]
    [AllowAnonymous]
    [RateLimited(RateLimitedAction.LogIn)]
    [ProducesResponseType<SessionTokens>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidCredentials)]
    public async Task<ActionResult<SessionTokens>> LogIn(LogInBody body, CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(
            new LogIn(body.Username, body.Password, body.RefreshToken, Address, Device), cancellationToken));

    /// <summary>Exchange a refresh token for new tokens.</summary>
    /// <param name="body">The refresh token.</param>
    /// <remarks>
    /// If the answer is lost, send the request again with the same request_id: the old refresh token yields the same
    /// new one until the new refresh or access token is first used. Without a request_id, or with another one, it does
    /// so for 60 seconds. After that, using the old token ends the session.
    /// </remarks>
    /// <response code="200">The new tokens.</response>
    [HttpPost("refresh")]
    [AllowAnonymous]
    [RateLimited(RateLimitedAction.Refresh)]
    [ProducesResponseType<SessionTokens>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidRefreshToken, ErrorCodes.RefreshTokenReused)]
    public async Task<ActionResult<SessionTokens>> RefreshSession(
        RefreshBody body, CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(
            new RefreshSession(body.RefreshToken, body.RequestId, Device), cancellationToken));

    /// <summary>End the session of the presented access token.</summary>
    /// <response code="204">The session has ended and its sockets are closed.</response>
    [HttpPost("logout")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<ActionResult> LogOut(CancellationToken cancellationToken) =>
        NoContentOrError(
            await sender.Send(new EndSession(Caller.UserId, Caller.SessionId, Caller.SessionId), cancellationToken));

    /// <summary>Get a ticket for one socket, so that no access token needs to be in a URL.</summary>
    /// <remarks>The ticket is valid once. Its socket is closed when the access token of this call expires.</remarks>
    /// <response code="201">The ticket.</response>
    [HttpPost("ticket")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<SocketTicket>(StatusCodes.Status201Created)]
    public async Task<ActionResult<SocketTicket>> IssueTicket(CancellationToken cancellationToken)
    {
        var command = new IssueTicket(Caller.UserId, Caller.SessionId, Caller.Generation, Caller.TokenExpiresAt);
        var result = await sender.Send(command, cancellationToken);
        return result.IsSuccess ? Created((string?)null, result.Value) : ErrorOf(result.Error);
    }

    /// <summary>List the open sessions of the caller, the most recent login first.</summary>
    /// <param name="before">
    /// Only sessions that were started before this one; the Link header of a page has the next value.
    /// </param>
    /// <param name="limit">Largest number of sessions, 1 to 200.</param>
    /// <response code="200">The sessions.</response>
    [HttpGet("sessions")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<IReadOnlyList<SessionDto>>(StatusCodes.Status200OK)]
    public async Task<ActionResult<IReadOnlyList<SessionDto>>> ListSessions(
        Guid? before, int limit = PageLimit.Default, CancellationToken cancellationToken = default) =>
        PageOrError(
            await sender.Send(new ListSessions(Caller.UserId, Caller.SessionId, before, limit), cancellationToken),
            page => [(nameof(before), $"{page.Items[^1].Id}"), (nameof(limit), $"{limit}")]);

    /// <summary>End one of the caller's sessions, on any device.</summary>
    /// <param name="id">The session.</param>
    /// <response code="204">The session has ended and its sockets are closed.</response>
    [HttpDelete("sessions/{id}")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.SessionNotFound)]
    public async Task<ActionResult> EndSession(Guid id, CancellationToken cancellationToken) =>
        NoContentOrError(await sender.Send(new EndSession(Caller.UserId, Caller.SessionId, id), cancellationToken));

    /// <summary>Change the password. Every session ends, including the caller's, and a new one begins.</summary>
    /// <param name="body">The current password and the new one.</param>
    /// <remarks>If the answer is lost, log in with the new password.</remarks>
    /// <response code="200">The tokens of a new session. The sockets of all earlier sessions are closed.</response>
    [HttpPost("password")]
    [RateLimited(RateLimitedAction.LogIn)]
    [ProducesResponseType<SessionTokens>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status403Forbidden, ErrorCodes.WrongPassword)]
    public async Task<ActionResult<SessionTokens>> ChangePassword(
        ChangePasswordBody body, CancellationToken cancellationToken)
    {
        var command = new ChangePassword(
            Caller.UserId, Caller.SessionId, body.CurrentPassword, body.NewPassword, Address, Device);
        return OkOrError(await sender.Send(command, cancellationToken));
    }

    private ClientAddress Address => ClientAddress.Of(HttpContext.Connection.RemoteIpAddress);

    private SessionDevice Device => SessionDevice.Of(Request.Headers.UserAgent, HttpContext.Connection.RemoteIpAddress);
}
