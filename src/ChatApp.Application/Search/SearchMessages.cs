using ChatApp.Application.Messages;
using ChatApp.Application.Users;

namespace ChatApp.Application.Search;

/// <summary>Finds messages of the caller's conversations that contain all words of a text, newest first.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="Q">The words.</param>
/// <param name="PeerId">Only the conversation with this user; null for all.</param>
/// <param name="Before">Only messages before this one.</param>
/// <param name="Limit">Largest number of messages.</param>
public sealed record SearchMessages(Guid UserId, string? Q, Guid? PeerId, Guid? Before, int Limit)
    : SensitiveRecord, IRequest<Result<Page<MessageDto>>>;

/// <summary>Finds messages by their words.</summary>
public interface IMessageSearch
{
    /// <summary>
    /// Reads a page of the messages in a user's stream that match, in the reverse order of the stream. A message is
    /// found as soon as it is committed.
    /// </summary>
    /// <param name="conversationId">Only messages of this conversation; null for all.</param>
    /// <param name="before">Only messages before this one; null for the newest.</param>
    /// <returns>
    /// The page; <see cref="MessageErrors.MessageNotFound"/> if <paramref name="before"/> is not a message in the
    /// stream; or unavailable if the search took too long and a later one may succeed.
    /// </returns>
    Task<Result<Page<MessageDto>>> FindAsync(
        Guid userId,
        SearchTerms terms,
        Guid? conversationId,
        Guid? before,
        int limit,
        CancellationToken cancellationToken);
}

internal sealed class SearchMessagesValidator : AbstractValidator<SearchMessages>
{
    public SearchMessagesValidator()
    {
        RuleFor(query => query.Q).Cascade(CascadeMode.Stop).IsRequired()
            .Must(text => text!.Length <= SearchTerms.MaxLength)
            .WithMessage($"A search has at most {SearchTerms.MaxLength} characters.")
            .IsWellFormed()
            .Must(text => SearchTerms.Of(text!) is not null).WithMessage("Give at least one word to search for.");
        RuleFor(query => query.Limit).IsPageLimit();
    }
}

internal sealed class SearchMessagesHandler(IMessageSearch search, IMessageHistory history, IUserDirectory users)
    : IRequestHandler<SearchMessages, Result<Page<MessageDto>>>
{
    public async Task<Result<Page<MessageDto>>> Handle(SearchMessages query, CancellationToken cancellationToken)
    {
        Guid? conversationId = null;
        if (query.PeerId is { } peerId)
        {
            conversationId = (await history.FindConversationAsync(query.UserId, peerId, cancellationToken))?.Id;
            if (conversationId is null)
            {
                return await AnswerWithoutConversationAsync(query, peerId, cancellationToken);
            }
        }

        var terms = SearchTerms.Of(query.Q!)!;
        return await search.FindAsync(
            query.UserId, terms, conversationId, query.Before, query.Limit, cancellationToken);
    }

    private async Task<Result<Page<MessageDto>>> AnswerWithoutConversationAsync(
        SearchMessages query, Guid peerId, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(peerId, cancellationToken) is null)
        {
            return UserErrors.NotFound;
        }

        return query.Before is null
            ? new Page<MessageDto>([], HasMore: false)
            : MessageErrors.MessageNotFound;
    }
}
