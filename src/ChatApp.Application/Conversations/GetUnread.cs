namespace ChatApp.Application.Conversations;

/// <summary>Counts what the caller has not read.</summary>
public sealed record GetUnread(Guid UserId) : IRequest<Result<UnreadDto>>;

internal sealed class GetUnreadHandler(IConversationStore conversations)
    : IRequestHandler<GetUnread, Result<UnreadDto>>
{
    public async Task<Result<UnreadDto>> Handle(GetUnread query, CancellationToken cancellationToken) =>
        await conversations.CountUnreadAsync(query.UserId, cancellationToken);
}
