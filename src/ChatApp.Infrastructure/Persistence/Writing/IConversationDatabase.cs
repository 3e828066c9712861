namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// The statements of a batch, in the dialect of each database, without EF Core's change tracker, which costs several
/// times as much. Of a server, only they write messages, events, members, conversations and existing streams, except
/// that closing an account closes its stream, and that retention deletes old messages and events and raises the floors
/// of streams. An operator's <c>seed</c> and <c>check --repair</c> write them too.
/// </summary>
internal interface IConversationDatabase
{
    /// <summary>Finds those of the conversations that exist.</summary>
    Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken);

    /// <summary>Finds those of the conversations that exist, by conversation id.</summary>
    Task<IReadOnlyDictionary<Guid, KnownConversation>> FindByIdAsync(
        IReadOnlyList<Guid> conversationIds, CancellationToken cancellationToken);

    /// <summary>Finds the conversations of those messages that exist, by message id.</summary>
    Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);

    /// <summary>
    /// Stores conversations with their members, except existing ones and those of unknown users or closed accounts.
    /// </summary>
    Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken);

    Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A transaction of the batch writer. Without a commit, it is rolled back when it is disposed. If the node ends or its
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

    /// <summary>Whether an event with its <see cref="EventRow.CommitId"/> is stored; called under the locks.</summary>
    Task<bool> IsStoredAsync(EventRow proof, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the batch and commits: after <see cref="LockAsync"/>, or alone if it was decided on cached rows. On
    /// return it is durable, also on a synchronous standby if one is configured.
    /// </summary>
    /// <exception cref="Exception">
    /// A row differs from the one that the batch was decided on, a message already exists, or another error: nothing
    /// was written. Only for the exceptions of <see cref="DatabaseFailure.LeavesOutcomeOpen"/> the outcome is unknown.
    /// </exception>
    Task CommitAsync(BatchChanges changes);

    /// <summary>Ends the transaction. On return, what was read under its locks is as durable as a commit.</summary>
    Task ConfirmAsync();
}
