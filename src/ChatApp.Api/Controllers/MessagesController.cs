using ChatApp.Api.Errors;
using ChatApp.Api.Json;
using ChatApp.Api.RateLimiting;
using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Application.Search;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Controllers;

/// <summary>Messages and conversations (contract, section 3).</summary>
/// <param name="sender">Sends commands and queries to their handlers.</param>
[Route("api/v1/messages")]
[Tags("Messages")]
public sealed class MessagesController(ISender sender) : ApiController
{
    /// <summary>Send a message.</summary>
    /// <param name="body">The recipient and the text.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">
    /// The original message: this call repeated an earlier one, so nothing was stored or delivered again.
    /// </response>
    /// <response code="201">The message. It is durable and on its way to every socket of both users.</response>
    [HttpPost("dm")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [ProducesResponseType<MessageDto>(StatusCodes.Status201Created)]
    [ProducesProblem(StatusCodes.Status403Forbidden, ErrorCodes.Blocked)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.RecipientNotFound, ErrorCodes.MessageNotFound)]
    [ProducesProblem(StatusCodes.Status409Conflict, ErrorCodes.ClientMessageIdConflict)]
    public async Task<ActionResult<MessageDto>> SendMessage(SendMessageBody body, CancellationToken cancellationToken)
    {
        var result = await sender.Send(body.ToCommand(Caller.UserId), cancellationToken);
        return result.IsSuccess
            ? new MessageResult(
                result.Value.IsRepeat ? StatusCodes.Status200OK : StatusCodes.Status201Created,
                MessageDto.From(result.Value.Message, result.Value.SenderUsername))
            : ErrorOf(result.Error);
    }

    /// <summary>Get one message.</summary>
    /// <param name="id">The message.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The message.</response>
    [HttpGet("{id}")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.MessageNotFound)]
    public async Task<ActionResult<MessageDto>> GetMessage(Guid id, CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(new GetMessage(Caller.UserId, id), cancellationToken));

    /// <summary>Change the text of a message that the caller has sent.</summary>
    /// <param name="id">The message.</param>
    /// <param name="body">The new text. Sending the current text again changes nothing.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">
    /// The message as it is now. It is durable and on its way to every socket with events=all.
    /// </response>
    [HttpPatch("{id}")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType<MessageDto>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status403Forbidden, ErrorCodes.NotSender, ErrorCodes.Blocked)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.MessageNotFound)]
    [ProducesProblem(StatusCodes.Status409Conflict, ErrorCodes.MessageDeleted)]
    public async Task<ActionResult<MessageDto>> EditMessage(
        Guid id, EditMessageBody body, CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(body.ToCommand(Caller.UserId, id), cancellationToken));

    /// <summary>Delete a message that the caller has sent. Its text is removed, its number stays.</summary>
    /// <param name="id">The message.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="204">The message is deleted, by this call or an earlier one.</response>
    [HttpDelete("{id}")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status403Forbidden, ErrorCodes.NotSender)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.MessageNotFound)]
    public async Task<ActionResult> DeleteMessage(Guid id, CancellationToken cancellationToken) =>
        NoContentOrError(await sender.Send(new DeleteMessage(Caller.UserId, id), cancellationToken));

    /// <summary>Add a reaction to a message. A user can add each emoji once.</summary>
    /// <param name="id">The message.</param>
    /// <param name="emoji">One emoji of Unicode's list RGI_Emoji, percent-encoded.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="204">The message has the caller's reaction, by this call or an earlier one.</response>
    [HttpPut("{id}/reactions/{emoji}")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status403Forbidden, ErrorCodes.Blocked)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.MessageNotFound)]
    [ProducesProblem(StatusCodes.Status409Conflict, ErrorCodes.MessageDeleted, ErrorCodes.TooManyReactions)]
    public async Task<ActionResult> AddReaction(Guid id, string emoji, CancellationToken cancellationToken) =>
        NoContentOrError(await sender.Send(new React(Caller.UserId, id, emoji, IsAdded: true), cancellationToken));

    /// <summary>Remove the caller's reaction from a message.</summary>
    /// <param name="id">The message.</param>
    /// <param name="emoji">The emoji, percent-encoded.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="204">The message does not have the caller's reaction (any more).</response>
    [HttpDelete("{id}/reactions/{emoji}")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.MessageNotFound)]
    public async Task<ActionResult> RemoveReaction(Guid id, string emoji, CancellationToken cancellationToken) =>
        NoContentOrError(await sender.Send(new React(Caller.UserId, id, emoji, IsAdded: false), cancellationToken));

    /// <summary>Get the conversation with a user, newest message first.</summary>
    /// <param name="userId">The other user; the caller's own id for notes to oneself.</param>
    /// <param name="before">Only messages before this one.</param>
    /// <param name="after">
    /// Only messages after this one. Without before, the page has the oldest of them, still newest first.
    /// </param>
    /// <param name="around">
    /// The page with this message in its middle: half of the others are older, and half are newer. At an end of the
    /// conversation the page is shorter. Cannot be combined with before or after.
    /// </param>
    /// <param name="limit">Largest number of messages, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The messages.</response>
    [HttpGet("dm/{user_id}")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<IReadOnlyList<MessageDto>>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound, ErrorCodes.MessageNotFound)]
    public async Task<ActionResult<IReadOnlyList<MessageDto>>> GetHistory(
        [FromRoute(Name = "user_id")] Guid userId,
        Guid? before,
        Guid? after,
        Guid? around,
        int limit = PageLimit.Default,
        CancellationToken cancellationToken = default) =>
        PageOrError(
            await sender.Send(new GetHistory(Caller.UserId, userId, before, after, around, limit), cancellationToken),
            page => before is null && after is not null
                ? [(nameof(after), $"{page.Items[0].Id}"), (nameof(limit), $"{limit}")]
                : [
                    (nameof(before), $"{page.Items[^1].Id}"),
                    (nameof(after), after?.ToString()),
                    (nameof(limit), $"{limit}"),
                ],
            page => [(nameof(after), $"{page.Items[0].Id}"), (nameof(limit), $"{limit}")],
            messages => new MessagesResult(messages));

    /// <summary>Find messages in the caller's own conversations, newest first.</summary>
    /// <param name="q">
    /// The words that each message contains, without regard to case and accents; of the last one the start is enough.
    /// </param>
    /// <param name="peerId">Only the conversation with this user.</param>
    /// <param name="before">Only messages before this one.</param>
    /// <param name="limit">Largest number of messages, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The messages.</response>
    [HttpGet("search")]
    [RateLimited(RateLimitedAction.Search)]
    [ProducesResponseType<IReadOnlyList<MessageDto>>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound, ErrorCodes.MessageNotFound)]
    public async Task<ActionResult<IReadOnlyList<MessageDto>>> SearchMessages(
        string? q,
        [FromQuery(Name = "with")] Guid? peerId,
        Guid? before,
        int limit = PageLimit.Default,
        CancellationToken cancellationToken = default) =>
        PageOrError(
            await sender.Send(new SearchMessages(Caller.UserId, q, peerId, before, limit), cancellationToken),
            page =>
            [
                (nameof(q), q),
                ("with", peerId?.ToString()),
                (nameof(before), $"{page.Items[^1].Id}"),
                (nameof(limit), $"{limit}"),
            ],
            answer: messages => new MessagesResult(messages));

    /// <summary>List the caller's conversations: pinned ones first, then those with newer messages first.</summary>
    /// <param name="archived">Whether to list the archive alone. Otherwise archived conversations are left out.</param>
    /// <param name="before">The user_id of the last row that the caller has received.</param>
    /// <param name="beforeAt">
    /// The last_at of that row. With it the position stays correct if the row has moved up meanwhile. The Link header
    /// of a page has the next value.
    /// </param>
    /// <param name="beforePinned">Whether that row was pinned, likewise.</param>
    /// <param name="limit">Largest number of conversations, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The conversations.</response>
    [HttpGet("conversations")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<IReadOnlyList<ConversationDto>>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.UserNotFound)]
    public async Task<ActionResult<IReadOnlyList<ConversationDto>>> ListConversations(
        bool? archived,
        Guid? before,
        [FromQuery(Name = "before_at")] DateTimeOffset? beforeAt,
        [FromQuery(Name = "before_pinned")] bool? beforePinned,
        int limit = PageLimit.Default,
        CancellationToken cancellationToken = default) =>
        PageOrError(
            await sender.Send(
                new ListConversations(
                    Caller.UserId, archived ?? false, before, beforeAt, beforePinned, limit),
                cancellationToken),
            page =>
            [
                (nameof(archived), archived is true ? "true" : null),
                (nameof(before), $"{page.Items[^1].UserId}"),
                ("before_at", page.Items[^1].LastAt.ToString(Clock.WireFormat, null)),
                ("before_pinned", page.Items[^1].Pinned ? "true" : "false"),
                (nameof(limit), $"{limit}"),
            ]);

    /// <summary>Archive, mute or pin a conversation, or undo it. Nobody else sees this.</summary>
    /// <param name="userId">The other user.</param>
    /// <param name="body">The new values.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The row of the conversation list.</response>
    [HttpPatch("conversations/{user_id}")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType<ConversationDto>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.ConversationNotFound)]
    public async Task<ActionResult<ConversationDto>> UpdateConversation(
        [FromRoute(Name = "user_id")] Guid userId,
        UpdateConversationBody body,
        CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(
            new UpdateConversation(Caller.UserId, userId, body.Archived, body.Muted, body.Pinned), cancellationToken));

    /// <summary>Count what the caller has not read, in all conversations that are neither archived nor muted.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">
    /// The number for a badge: the sum of unread_count over the list without muted conversations.
    /// </response>
    [HttpGet("unread")]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<UnreadDto>(StatusCodes.Status200OK)]
    public async Task<ActionResult<UnreadDto>> GetUnread(CancellationToken cancellationToken) =>
        OkOrError(await sender.Send(new GetUnread(Caller.UserId), cancellationToken));

    /// <summary>Mark all messages of a conversation up to one of them as read. A mark never moves backwards.</summary>
    /// <param name="userId">The other user.</param>
    /// <param name="body">The last message that was read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="204">The messages are marked, by this call or an earlier one.</response>
    [HttpPost("dm/{user_id}/read")]
    [RateLimited(RateLimitedAction.SendMessage)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesProblem(StatusCodes.Status404NotFound, ErrorCodes.MessageNotFound)]
    public async Task<ActionResult> MarkRead(
        [FromRoute(Name = "user_id")] Guid userId,
        MarkReadBody body,
        CancellationToken cancellationToken) =>
        NoContentOrError(await sender.Send(new MarkRead(Caller.UserId, userId, body.MessageId), cancellationToken));
}

/// <summary>What changes about a conversation, for the caller alone. What is absent or null stays as it is.</summary>
/// <param name="Archived">
/// Whether it is in the archive. A new message of the other user ends that, unless it is muted.
/// </param>
/// <param name="Muted">Whether it is muted.</param>
/// <param name="Pinned">Whether it is pinned.</param>
public sealed record UpdateConversationBody(bool? Archived, bool? Muted, bool? Pinned) : RequestBody;
