using ChatApp.Api.Errors;
using ChatApp.Api.Exports;
using ChatApp.Api.RateLimiting;
using ChatApp.Application.Accounts;
using ChatApp.Application.Conversations;
using ChatApp.Application.Exports;
using ChatApp.Application.Presence;
using ChatApp.Application.Sessions;
using ChatApp.Application.Users;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Controllers;

/// <summary>Finding and blocking users (contract, section 2).</summary>
[Route("api/v1/users")]
[Tags("Users")]
public sealed class UsersController(ISender sender) : ApiController
{
    /// <summary>Get the caller's own account.</summary>
    /// <response code="200">The account.</response>
    [HttpGet("me")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<AccountDto>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AccountDto>> GetMe(CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(new GetAccount(Caller.UserId), cancellationToken));

    /// <summary>Change the caller's own account.</summary>
    /// <param name="body">The new display name. Sending the current name again changes nothing.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">
    /// The account as it is now. All who share a conversation with the caller are told of a new name.
    /// </response>
    [HttpPatch("me")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType<AccountDto>(StatusCodes.Status200OK)]
    public async Task<ActionResult<AccountDto>> UpdateMe(UpdateAccountBody body, CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(new UpdateAccount(Caller.UserId, body.DisplayName), cancellationToken));

    /// <summary>Close the caller's account for good.</summary>
    /// <param name="body">The password, and whether the messages that the caller has sent are deleted too.</param>
    /// <remarks>
    /// Others see the user under a name that begins with deleted-, without a display name. The username cannot be
    /// registered again. Messages are deleted in the background, one after another.
    /// </remarks>
    /// <response code="204">
    /// The account is closed: nobody can write to it, and its name, email address, password, sessions, devices and
    /// addresses are erased.
    /// </response>
    [HttpDelete("me")]
    [RateLimited(RateLimitedAction.LogIn)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status403Forbidden, ErrorCodes.WrongPassword)]
    public async Task<ActionResult> CloseAccount(CloseAccountBody body, CancellationToken cancellationToken)
    {
        var address = ClientAddress.Of(HttpContext.Connection.RemoteIpAddress);
        return NoContentOrError(await sender.Send(
            new CloseAccount(Caller.UserId, Caller.SessionId, body.Password, body.EraseMessages == true, address),
            cancellationToken));
    }

    /// <summary>Get all data of the caller, as JSON objects, one on each line.</summary>
    /// <remarks>
    /// The type of an object is account, session, block, conversation or message. Each conversation, a row of the
    /// conversation list, is followed by its messages up to its last_seq. All come oldest first. If the export breaks
    /// off, the connection is aborted.
    /// </remarks>
    /// <response code="200">The data.</response>
    [HttpGet("me/export")]
    [RateLimited(RateLimitedAction.Export)]
    [Produces(ExportResult.MediaType)]
    [ProducesResponseType<string>(StatusCodes.Status200OK)]
    public ActionResult Export() =>
        new ExportResult(Caller.UserId, sender.CreateStream(new ExportAccount(Caller.UserId, Caller.SessionId)));

    /// <summary>Find users whose username starts with a text, in alphabetical order.</summary>
    /// <param name="search">Start of the username, at least 2 characters; case does not matter.</param>
    /// <param name="after">Only usernames after this one; the Link header of a page has the next value.</param>
    /// <param name="limit">Largest number of users, 1 to 200.</param>
    /// <remarks>The operator can allow only the whole username to find a user.</remarks>
    /// <response code="200">The users.</response>
    [HttpGet]
    [RateLimited(RateLimitedAction.Search)]
    [ProducesResponseType<IReadOnlyList<UserDto>>(StatusCodes.Status200OK)]
    public async Task<ActionResult<IReadOnlyList<UserDto>>> SearchUsers(
        string? search, string? after, int limit = PageLimit.Default, CancellationToken cancellationToken = default) =>
        PageOrError(
            await sender.Send(new SearchUsers(search, after, limit), cancellationToken),
            page => [(nameof(search), search), (nameof(after), page.Items[^1].Username), (nameof(limit), $"{limit}")]);

    /// <summary>Get one user.</summary>
    /// <param name="userId">The user's id.</param>
    /// <response code="200">The user.</response>
    [HttpGet("{user_id}")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<UserProfileDto>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound)]
    public async Task<ActionResult<UserProfileDto>> GetUser(
        [FromRoute(Name = "user_id")] Guid userId, CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(new GetUser(Caller.UserId, userId), cancellationToken));

    /// <summary>Block a user: neither can write to the other any more. Earlier messages stay.</summary>
    /// <param name="userId">The user's id.</param>
    /// <response code="204">The user is blocked, by this call or an earlier one, on every node.</response>
    [HttpPut("{user_id}/block")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound)]
    public async Task<ActionResult> BlockUser(
        [FromRoute(Name = "user_id")] Guid userId, CancellationToken cancellationToken) =>
        NoContentOrError(await sender.Send(new BlockUser(Caller.UserId, userId, IsBlocked: true), cancellationToken));

    /// <summary>Lift the caller's block of a user. A block by that user stays.</summary>
    /// <param name="userId">The user's id.</param>
    /// <response code="204">The caller does not block the user (any more).</response>
    [HttpDelete("{user_id}/block")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound)]
    public async Task<ActionResult> UnblockUser(
        [FromRoute(Name = "user_id")] Guid userId, CancellationToken cancellationToken) =>
        NoContentOrError(await sender.Send(new BlockUser(Caller.UserId, userId, IsBlocked: false), cancellationToken));

    /// <summary>List the users whom the caller blocks, the newest block first.</summary>
    /// <param name="before">The id of the last user that the caller has received.</param>
    /// <param name="limit">Largest number of users, 1 to 200.</param>
    /// <response code="200">The users.</response>
    [HttpGet("me/blocks")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<IReadOnlyList<UserDto>>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound)]
    public async Task<ActionResult<IReadOnlyList<UserDto>>> ListBlocks(
        Guid? before, int limit = PageLimit.Default, CancellationToken cancellationToken = default) =>
        PageOrError(
            await sender.Send(new ListBlocks(Caller.UserId, before, limit), cancellationToken),
            page => [(nameof(before), $"{page.Items[^1].Id}"), (nameof(limit), $"{limit}")]);
}

/// <summary>A change of the caller's own account.</summary>
/// <param name="DisplayName">
/// The name that others see, 1 to 64 UTF-16 code units and not only white space. If absent or null, it stays.
/// </param>
public sealed record UpdateAccountBody(string? DisplayName) : RequestBody;

/// <summary>A request to close the caller's account.</summary>
/// <param name="Password">The current password.</param>
/// <param name="EraseMessages">
/// Whether all messages that the caller has sent are deleted. If absent or null, they stay.
/// </param>
public sealed record CloseAccountBody(string? Password, bool? EraseMessages) : RequestBody;
