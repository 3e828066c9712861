using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// The statements of a batch, in the dialect and at the speed of each database: without EF Core's change tracker, which would cost several
/// times the batch. Messages, events, streams and conversations are written in no other way, except for a user's stream, which comes with the user.
/// </summary>
internal interface IConversationDatabase
{
    /// <summary>Those of the conversations that exist.</summary>
    Task<IReadOnlyList<KnownConversation>> FindAsync(IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken);

    /// <summary>Stores new conversations in one transaction; leaves out those that are there already or whose users do not exist.</summary>
    Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken);

    /// <summary>Begins a transaction.</summary>
    Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>
/// One transaction of the batch writer. Disposed without a commit, it leaves nothing behind. If the node ends or its connection is reset, the database
/// rolls it back and frees its locks at once; if the node vanishes without a word, within ten seconds. A commit that waits for a synchronous
/// standby keeps them for as long as it waits.
/// </summary>
internal interface IConversationTransaction : IAsyncDisposable
{
    /// <summary>
    /// Locks the conversations, then the streams, each in the order of their ids, and reads them and the messages asked for as they
    /// are under the locks.
    /// </summary>
    Task<BatchRows> LockAsync(BatchKeys keys, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the batch and commits, after <see cref="LockAsync"/> or, if it was decided on rows that the node knows, alone. When this returns, it is durable,
    /// on a synchronous standby too if there is to be one.
    /// </summary>
    /// <exception cref="Exception">
    /// The database has a row otherwise than the batch was decided on, or has a message already, or something else against it: nothing was written. Only what
    /// <see cref="DatabaseFailure.LeavesOutcomeOpen"/> says of leaves that open.
    /// </exception>
    Task CommitAsync(WriteBatch batch);

    /// <summary>Ends the transaction without a write. When this returns, what was read under its locks is as durable as a commit of its own.</summary>
    Task ConfirmAsync();
}
