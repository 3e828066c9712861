using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Events;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// The statements of a batch, in the dialect and at the speed of each database, without EF Core's change tracker, which
/// would cost several times the batch. Messages, events, members and conversations are written in no other way; streams
/// are too, but for the one that comes with a new user.
/// </summary>
internal interface IConversationDatabase
{
    /// <summary>Those of the conversations that exist.</summary>
    Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken);

    /// <summary>The conversations of those messages that exist, by message.</summary>
    Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>
    /// Stores new conversations and their members in one transaction; leaves out those that are there already or whose
    /// users do not exist.
    /// </summary>
    Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken);

    /// <summary>Begins a transaction.</summary>
    Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>
/// One transaction of the batch writer. Disposed without a commit, it leaves nothing behind. If the node ends or its
/// connection is reset, the database rolls it back and frees its locks at once; if the node vanishes without a word,
/// within ten seconds. A commit that waits for a synchronous standby keeps its locks for as long as it waits.
/// </summary>
internal interface IConversationTransaction : IAsyncDisposable
{
    /// <summary>
    /// Locks the conversations, then the streams, each in the order of their ids. Reads them, the members and the
    /// messages that were asked for, as they are under the locks.
    /// </summary>
    Task<WriteRows> LockAsync(WriteKeys keys, CancellationToken cancellationToken);

    /// <summary>Whether an event is stored, with its <see cref="EventRow.CommitId"/>. Asked under the locks.</summary>
    Task<bool> IsStoredAsync(EventRow proof, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the batch and commits: after <see cref="LockAsync"/>, or alone if it was decided on remembered rows. When
    /// this returns, it is durable, on a synchronous standby too if there is to be one.
    /// </summary>
    /// <exception cref="Exception">
    /// The database has a row otherwise than the batch was decided on, or has a message already, or something else
    /// against it: nothing was written. Only what <see cref="DatabaseFailure.LeavesOutcomeOpen"/> names leaves that
    /// open.
    /// </exception>
    Task CommitAsync(BatchChanges changes);

    /// <summary>
    /// Ends the transaction without a write. When this returns, what was read under its locks is as durable as a
    /// commit.
    /// </summary>
    Task ConfirmAsync();
}
