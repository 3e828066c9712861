using ChatApp.Application.Users;

namespace ChatApp.Application.Conversations;

/// <summary>
/// Reads a page of the caller's conversations: pinned ones first, then those with newer messages first.
/// </summary>
/// <param name="UserId">The caller.</param>
/// <param name="Archived">Whether to list the archive; otherwise all conversations that are not in it.</param>
/// <param name="Before">The other user in the last row that the caller has received; null for the first page.</param>
/// <param name="BeforeAt">
/// The <c>last_at</c> of that row, as the caller received it. With it the position stays correct if the conversation
/// has moved to the top meanwhile.
/// </param>
/// <param name="BeforePinned">Whether that row was pinned, as the caller received it; null for what it is now.</param>
/// <param name="Limit">Largest number of rows.</param>
public sealed record ListConversations(
    Guid UserId, bool Archived, Guid? Before, DateTimeOffset? BeforeAt, bool? BeforePinned, int Limit)
    : IRequest<Result<Page<ConversationDto>>>;

internal sealed class ListConversationsValidator : AbstractValidator<ListConversations>
{
    public ListConversationsValidator() => RuleFor(query => query.Limit).IsPageLimit();
}

internal sealed class ListConversationsHandler(IConversationStore conversations)
    : IRequestHandler<ListConversations, Result<Page<ConversationDto>>>
{
    public async Task<Result<Page<ConversationDto>>> Handle(
        ListConversations query, CancellationToken cancellationToken)
    {
        ConversationPosition? position = null;
        if (query.Before is { } peerId)
        {
            position = await conversations.FindPositionAsync(query.UserId, peerId, cancellationToken);
            if (position is null)
            {
                return UserErrors.NotFound;
            }

            position = position with
            {
                LastAt = query.BeforeAt?.ToUniversalTime() ?? position.LastAt,
                Pinned = query.BeforePinned ?? position.Pinned,
            };
        }

        return await conversations.ListAsync(
            query.UserId, query.Archived, position, query.Limit, cancellationToken);
    }
}
