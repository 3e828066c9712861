namespace ChatApp.Application.Accounts;

/// <summary>
/// Finds the conversations and messages of a user, in small pages, for work that goes through them. Between two pages
/// nothing in the database is held. What is added meanwhile may be left out.
/// </summary>
public interface IAccountContents
{
    /// <summary>Finds the user's conversations that have messages.</summary>
    /// <returns>Pages of at most 100 ids of conversations.</returns>
    IAsyncEnumerable<IReadOnlyList<Guid>> FindConversationsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Finds the messages that the user has sent and that are not deleted.</summary>
    /// <returns>Pages of at most 100 ids of messages.</returns>
    IAsyncEnumerable<IReadOnlyList<Guid>> FindMessagesAsync(Guid userId, CancellationToken cancellationToken);
}
