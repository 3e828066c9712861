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

    /// <summary>
    /// Writes and commits in one go a batch that was decided without locks. When this returns, it is durable, as after a transaction of its own.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">
    /// A stream has another head than the batch was decided on, or a message is there already, or whatever else the database has against it: nothing was written.
    /// </exception>
    Task CommitAsync(WriteBatch batch);

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

    /// <summary>Writes the batch and commits. When this returns, it is durable, on a synchronous standby too if there is to be one.</summary>
    Task CommitAsync(WriteBatch batch);

    /// <summary>Ends the transaction without a write. When this returns, what was read under its locks is as durable as a commit of its own.</summary>
    Task ConfirmAsync();
}
