using ChatApp.Domain;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Application.Maintenance;

/// <summary>
/// Reads the stored data in pages, each in one snapshot of the database: what running servers write meanwhile is in it
/// completely or not at all. Nothing in the database is held between pages.
/// </summary>
public interface IDatabaseInspection
{
    /// <summary>Reads all conversations in the order of their ids.</summary>
    IAsyncEnumerable<InspectedConversation> ReadConversationsAsync(CancellationToken cancellationToken);

    /// <summary>Reads the streams of all users in the order of their ids.</summary>
    IAsyncEnumerable<InspectedUser> ReadStreamsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Corrects the counters of a conversation and of its members by <see cref="CounterCheck"/>, under the locks of
    /// writers. Running servers notice it before their next commit.
    /// </summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="newestMentioned"><see cref="KeptMessages.NewestMentioned"/>, as a scan has found it.</param>
    /// <param name="cancellationToken">Cancels the correction.</param>
    /// <returns>What was wrong under the locks.</returns>
    Task<IReadOnlyList<Flaw>> CorrectConversationAsync(
        Guid conversationId, long newestMentioned, CancellationToken cancellationToken);

    /// <summary>
    /// Corrects the bounds of a stream by <see cref="StreamCheck"/>, and a position of the search index that is not
    /// within them, under the locks of writers.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="lastMissing">The greatest number of which a scan has found no event.</param>
    /// <param name="cancellationToken">Cancels the correction.</param>
    /// <returns>What was wrong under the locks.</returns>
    Task<IReadOnlyList<Flaw>> CorrectStreamAsync(
        Guid userId, long lastMissing, CancellationToken cancellationToken);
}

/// <summary>A conversation as stored.</summary>
/// <param name="Id">The id, which its messages and members have.</param>
/// <param name="Row">The row; null if only messages or members are left.</param>
/// <param name="Members">The rows of its members.</param>
/// <param name="Messages">The messages, read; null without a row.</param>
/// <param name="Leftovers">Number of messages without a row of the conversation.</param>
/// <param name="NewestMentioned"><see cref="KeptMessages.NewestMentioned"/>.</param>
public sealed record InspectedConversation(
    Guid Id, Conversation? Row, IReadOnlyList<Member> Members, MessageScan? Messages, long Leftovers,
    long NewestMentioned);

/// <summary>A user's stream as stored.</summary>
/// <param name="UserId">The user.</param>
/// <param name="HasUser">Whether there is such a user.</param>
/// <param name="Row">The row with its bounds; null if there is none.</param>
/// <param name="Events">The numbers of the events.</param>
/// <param name="Indexed">Number of the last event in the search index; null if the user is not in the index.</param>
public sealed record InspectedUser(
    Guid UserId, bool HasUser, StreamCounter? Row, NumberScan Events, long? Indexed);
