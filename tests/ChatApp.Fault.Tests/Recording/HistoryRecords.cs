namespace ChatApp.Fault.Tests.Recording;

/// <summary>A message that a device wants to send; it may need several attempts.</summary>
/// <param name="ClientMessageId">The id of all attempts.</param>
/// <param name="SenderId">The sender.</param>
/// <param name="RecipientId">The recipient.</param>
/// <param name="Content">The text.</param>
internal sealed record IntendedMessage(Guid ClientMessageId, Guid SenderId, Guid RecipientId, string Content);

/// <summary>One attempt to send a message.</summary>
/// <param name="ClientMessageId">The message.</param>
/// <param name="Connection">
/// The socket of the attempt; null over REST. Messages of one socket are stored in order.
/// </param>
internal sealed record Attempt(Guid ClientMessageId, string? Connection);

/// <summary>The server's acknowledgement that a message is stored.</summary>
/// <param name="ClientMessageId">The message.</param>
/// <param name="MessageId">The id of the stored message.</param>
/// <param name="Seq">The seq of the stored message.</param>
/// <param name="At">The time since the start of the run.</param>
internal sealed record Acknowledgement(Guid ClientMessageId, Guid MessageId, long Seq, TimeSpan At);

/// <summary>The server's acknowledgement that a read mark is stored.</summary>
/// <param name="ReaderId">The reader.</param>
/// <param name="PeerId">The peer.</param>
/// <param name="Seq">The seq up to which the reader has read.</param>
internal sealed record AcknowledgedMark(Guid ReaderId, Guid PeerId, long Seq);

/// <summary>A stored event as a device or <c>GET /sync</c> received it.</summary>
/// <param name="Cursor">The event's position in the stream.</param>
/// <param name="Type"><c>message</c> or <c>read</c>.</param>
/// <param name="ActorId">The sender or reader.</param>
/// <param name="PeerId">The other user.</param>
/// <param name="MessageId">The sent message, or the last read one.</param>
/// <param name="Seq">The seq of that message.</param>
internal sealed record StreamEvent(string Cursor, string Type, Guid ActorId, Guid PeerId, Guid MessageId, long Seq);

/// <summary>All events that a device received, over all its connections, in the order of arrival.</summary>
/// <param name="Device">The name of the device.</param>
/// <param name="UserId">The user of the device.</param>
/// <param name="Events">The events since the beginning of the user's stream.</param>
internal sealed record DeviceLog(string Device, Guid UserId, IReadOnlyList<StreamEvent> Events);

/// <summary>A message in the history at the end of the run.</summary>
internal sealed record StoredMessage(
    Guid Id, Guid SenderId, Guid RecipientId, string Content, long Seq, Guid? ClientMessageId);

/// <summary>A conversation at the end of the run, as one of its two users sees it.</summary>
/// <param name="OwnerId">The user with this view.</param>
/// <param name="PeerId">The other user.</param>
/// <param name="Messages">The history, oldest first.</param>
/// <param name="LastReadSeq">The owner's read mark.</param>
/// <param name="PeerLastReadSeq">The peer's read mark.</param>
/// <param name="UnreadCount">The number of the peer's messages that the owner has not read.</param>
internal sealed record ConversationView(
    Guid OwnerId,
    Guid PeerId,
    IReadOnlyList<StoredMessage> Messages,
    long LastReadSeq,
    long PeerLastReadSeq,
    long UnreadCount);

/// <summary>A user's whole stream from <c>GET /sync</c> at the end of the run.</summary>
internal sealed record UserStream(Guid UserId, IReadOnlyList<StreamEvent> Events);

/// <summary>A run: the attempts, the acknowledgements, the received events, and the stored data at the end.</summary>
internal sealed record History(
    IReadOnlyList<IntendedMessage> Intended,
    IReadOnlyList<Attempt> Attempts,
    IReadOnlyList<Acknowledgement> Acknowledgements,
    IReadOnlyList<AcknowledgedMark> Marks,
    IReadOnlyList<DeviceLog> Devices,
    IReadOnlyList<ConversationView> Conversations,
    IReadOnlyList<UserStream> Streams);
