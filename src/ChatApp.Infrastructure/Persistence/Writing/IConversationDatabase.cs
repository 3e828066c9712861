namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// The statements of a batch, in the dialect of each database. They bypass EF Core's change tracker, which would cost
/// several times as much as the batch. Only these statements write messages, events, members, conversations and
/// streams, except the stream of a new user.
/// </summary>
internal interface IConversationDatabase
{
    /// <summary>Finds those of the conversations that exist.</summary>
    Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken);

    /// <summary>Finds the conversations of those messages that exist, by message id.</summary>
    Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>
    /// Stores new conversations and their members in one transaction; skips those that already exist or whose users do
    /// not exist.
    /// </summary>
    Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken);

    /// <summary>Begins a transaction.</summary>
    Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A transaction of the batch writer. If it is disposed without a commit, it is rolled back. If the node ends or its
/// connection is reset, the database rolls it back and releases its locks at once; if the node vanishes, within ten
/// seconds. A commit that waits for a synchronous standby keeps its locks while it waits.
/// </summary>
internal interface IConversationTransaction : IAsyncDisposable
{
    /// <summary>
    /// Locks the conversations, then the streams, each in the order of their ids. Reads them, the members and the
    /// requested messages under the locks.
    /// </summary>
    Task<WriteRows> LockAsync(WriteKeys keys, CancellationToken cancellationToken);

    /// <summary>
    /// Whether an event with its <see cref="EventRow.CommitId"/> is stored. It is called under the locks.
    /// </summary>
    Task<bool> IsStoredAsync(EventRow proof, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the batch and commits: after <see cref="LockAsync"/>, or alone if it was decided on cached rows. On
    /// return it is durable, also on a synchronous standby if one is configured.
    /// </summary>
    /// <exception cref="Exception">
    /// A row differs from the one that the batch was decided on, a message already exists, or the database reports
    /// another error: nothing was written. Only for the exceptions of <see cref="DatabaseFailure.LeavesOutcomeOpen"/>
    /// the outcome is unknown.
    /// </exception>
    Task CommitAsync(BatchChanges changes);

    /// <summary>
    /// Ends the transaction without a write. On return, the data that was read under its locks is as durable as a
    /// commit.
    /// </summary>
    Task ConfirmAsync();
}
