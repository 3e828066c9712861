using ChatApp.Application.Users;

namespace ChatApp.Application.Conversations;

/// <summary>Reads a page of the users whom the caller blocks, the newest block first.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="Before">The last user that the caller has received; null for the first page.</param>
/// <param name="Limit">Largest number of users.</param>
public sealed record ListBlocks(Guid UserId, Guid? Before, int Limit) : IRequest<Result<Page<UserDto>>>;

/// <summary>A position in the list of blocks. The list is sorted by both members in descending order.</summary>
/// <param name="BlockedAt">Time of the block.</param>
/// <param name="UserId">The blocked user; the order among equal times.</param>
public sealed record BlockPosition(DateTimeOffset BlockedAt, Guid UserId);

internal sealed class ListBlocksValidator : AbstractValidator<ListBlocks>
{
    public ListBlocksValidator() => RuleFor(query => query.Limit).IsPageLimit();
}

internal sealed class ListBlocksHandler(IConversationStore conversations)
    : IRequestHandler<ListBlocks, Result<Page<UserDto>>>
{
    public async Task<Result<Page<UserDto>>> Handle(ListBlocks query, CancellationToken cancellationToken)
    {
        BlockPosition? position = null;
        if (query.Before is { } userId)
        {
            position = await conversations.FindBlockAsync(query.UserId, userId, cancellationToken);
            if (position is null)
            {
                return UserErrors.NotFound;
            }
        }

        return await conversations.ListBlocksAsync(query.UserId, position, query.Limit, cancellationToken);
    }
}
