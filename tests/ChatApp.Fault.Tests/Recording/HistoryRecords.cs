namespace ChatApp.Fault.Tests.Recording;

/// <summary>A message that a device means to send; it may take several attempts.</summary>
/// <param name="ClientMessageId">The id under which all attempts are made.</param>
/// <param name="SenderId">Who writes.</param>
/// <param name="RecipientId">To whom.</param>
/// <param name="Content">The text.</param>
internal sealed record IntendedMessage(Guid ClientMessageId, Guid SenderId, Guid RecipientId, string Content);

/// <summary>One attempt to send a message.</summary>
/// <param name="ClientMessageId">Which message.</param>
/// <param name="Connection">
/// The socket that carried it; null over REST. What one socket sends is taken in order.
/// </param>
internal sealed record Attempt(Guid ClientMessageId, string? Connection);

/// <summary>The server's word that a message is stored.</summary>
/// <param name="ClientMessageId">Which message.</param>
/// <param name="MessageId">The id that it got.</param>
/// <param name="Seq">The number that it got.</param>
/// <param name="At">When, since the start of the run.</param>
internal sealed record Acknowledgement(Guid ClientMessageId, Guid MessageId, long Seq, TimeSpan At);

/// <summary>The server's word that a read mark is stored.</summary>
/// <param name="ReaderId">Who has read.</param>
/// <param name="PeerId">With whom.</param>
/// <param name="Seq">Up to where.</param>
internal sealed record AcknowledgedMark(Guid ReaderId, Guid PeerId, long Seq);

/// <summary>A stored event as a device or <c>GET /sync</c> received it.</summary>
/// <param name="Cursor">Its place in the user's stream.</param>
/// <param name="Type"><c>message</c> or <c>read</c>.</param>
/// <param name="ActorId">Who wrote or read.</param>
/// <param name="PeerId">The other side.</param>
/// <param name="MessageId">The message that was written, or up to which was read.</param>
/// <param name="Seq">Its number.</param>
internal sealed record StreamEvent(string Cursor, string Type, Guid ActorId, Guid PeerId, Guid MessageId, long Seq);

/// <summary>All that a device received, over all its connections, in the order of arrival.</summary>
/// <param name="Device">Its name.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Events">What it received since the beginning of its user's stream.</param>
internal sealed record DeviceLog(string Device, Guid UserId, IReadOnlyList<StreamEvent> Events);

/// <summary>A message as the history shows it in the end.</summary>
internal sealed record StoredMessage(
    Guid Id, Guid SenderId, Guid RecipientId, string Content, long Seq, Guid? ClientMessageId);

/// <summary>A conversation as one of its two sides sees it in the end.</summary>
/// <param name="OwnerId">Whose view.</param>
/// <param name="PeerId">The other side.</param>
/// <param name="Messages">The history, oldest first.</param>
/// <param name="LastReadSeq">Up to where the owner has read.</param>
/// <param name="PeerLastReadSeq">Up to where the other side has.</param>
/// <param name="UnreadCount">How many messages of the other side the owner has not read.</param>
internal sealed record ConversationView(
    Guid OwnerId,
    Guid PeerId,
    IReadOnlyList<StoredMessage> Messages,
    long LastReadSeq,
    long PeerLastReadSeq,
    long UnreadCount);

/// <summary>A user's whole stream as <c>GET /sync</c> shows it in the end.</summary>
internal sealed record UserStream(Guid UserId, IReadOnlyList<StreamEvent> Events);

/// <summary>A run: what was tried, what was promised, what arrived, and what is there in the end.</summary>
internal sealed record History(
    IReadOnlyList<IntendedMessage> Intended,
    IReadOnlyList<Attempt> Attempts,
    IReadOnlyList<Acknowledgement> Acknowledgements,
    IReadOnlyList<AcknowledgedMark> Marks,
    IReadOnlyList<DeviceLog> Devices,
    IReadOnlyList<ConversationView> Conversations,
    IReadOnlyList<UserStream> Streams);
