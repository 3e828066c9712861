using ChatApp.Application.Users;

namespace ChatApp.Application.Conversations;

/// <summary>A page of the caller's conversations, the one with the newest message first.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="Before">The other user of the last row that the caller has.</param>
/// <param name="BeforeAt">
/// That row's <c>last_at</c> as the caller saw it. With it a conversation that has moved to the top meanwhile still
/// marks its old place.
/// </param>
/// <param name="Limit">Most rows to give.</param>
public sealed record ListConversations(Guid UserId, Guid? Before, DateTimeOffset? BeforeAt, int Limit)
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

            position = position with { LastAt = query.BeforeAt?.ToUniversalTime() ?? position.LastAt };
        }

        return await conversations.ListAsync(query.UserId, position, query.Limit, cancellationToken);
    }
}
