namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>The most frequent reads of a node, with prepared statements instead of EF Core. Thread-safe.</summary>
internal interface IPreparedReads
{
    /// <summary>
    /// Reads at most <paramref name="count"/> messages of a range: from its newest message backwards, or from its
    /// oldest if <see cref="HistoryRange.BeginsWithOldest"/>. Around a message it reads half of them on each side and
    /// one more, newest first.
    /// </summary>
    Task<List<MessageDto>> ReadMessagesAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Finds messages in the search index, newest first. They may have been edited or deleted since they were indexed.
    /// </summary>
    Task<List<FoundMessage>> FindInIndexAsync(IndexRange range, CancellationToken cancellationToken);

    /// <summary>Reads the bounds of the streams that exist.</summary>
    Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
        IReadOnlyList<Guid> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the pairs who have a conversation with messages and no block. Others are missing in the result.
    /// </summary>
    Task<IReadOnlyDictionary<ParticipantPair, bool>> FindInTouchAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the peers of users: at most <paramref name="limit"/> for each, from the newest conversations backwards. A
    /// user who takes notes is among its own peers.
    /// </summary>
    Task<List<FoundPeer>> FindPeersAsync(
        IReadOnlyList<PeersBefore> asked, int limit, CancellationToken cancellationToken);

    /// <summary>Finds the streams that have grown. A node asks every few seconds for all connected users.</summary>
    Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken);
}

/// <summary>Asks for the peers of a user in conversations that were opened before one of them.</summary>
internal readonly record struct PeersBefore(Guid UserId, Guid ConversationId);

/// <summary>A user with whom another has a conversation.</summary>
internal readonly record struct FoundPeer(Guid UserId, Guid PeerId, Guid ConversationId, bool IsInTouch);

/// <summary>The number of the newest event in a user's stream.</summary>
internal readonly record struct StreamHead(Guid UserId, long Head);
