using ChatApp.Application.Users;

namespace ChatApp.Application.Messages;

/// <summary>Reads a page of the caller's conversation with a user, newest message first.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="PeerId">The other user.</param>
/// <param name="Before">Only messages before this one.</param>
/// <param name="After">Only messages after this one; without <paramref name="Before"/>, the oldest of them.</param>
/// <param name="Around">
/// Only this message and its neighbours, up to half of the page on each side; not together with the other bounds.
/// </param>
/// <param name="Limit">Largest number of messages.</param>
public sealed record GetHistory(Guid UserId, Guid PeerId, Guid? Before, Guid? After, Guid? Around, int Limit)
    : IRequest<Result<Page<MessageDto>>>;

internal sealed class GetHistoryValidator : AbstractValidator<GetHistory>
{
    public GetHistoryValidator()
    {
        RuleFor(query => query.Limit).IsPageLimit();
        RuleFor(query => query.Around)
            .Must((query, around) => around is null || query is { Before: null, After: null })
            .WithMessage("This cannot be combined with before or after.");
    }
}

internal sealed class GetHistoryHandler(IMessageHistory history, IUserDirectory users)
    : IRequestHandler<GetHistory, Result<Page<MessageDto>>>
{
    public async Task<Result<Page<MessageDto>>> Handle(GetHistory query, CancellationToken cancellationToken)
    {
        if (await history.FindConversationAsync(query.UserId, query.PeerId, cancellationToken) is not { } conversation)
        {
            return await AnswerWithoutConversationAsync(query, cancellationToken);
        }

        var range = new HistoryRange(query.Before, query.After, query.Around);
        var page = await history.ReadAsync(conversation, range, query.Limit, cancellationToken);
        if (page.Items.Count > 0)
        {
            return page;
        }

        // The range is empty: check whether a bound is not a message of the conversation.
        foreach (var bound in range.Bounds)
        {
            if (!await history.HasMessageAsync(conversation, bound, cancellationToken))
            {
                return MessageErrors.MessageNotFound;
            }
        }

        return page;
    }

    private async Task<Result<Page<MessageDto>>> AnswerWithoutConversationAsync(
        GetHistory query, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(query.PeerId, cancellationToken) is null)
        {
            return UserErrors.NotFound;
        }

        return query is { After: null, Before: null, Around: null }
            ? new Page<MessageDto>([], HasMore: false)
            : MessageErrors.MessageNotFound;
    }
}
