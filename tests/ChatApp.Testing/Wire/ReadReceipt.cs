namespace ChatApp.Testing;

/// <summary>The event that someone has read a conversation up to a message.</summary>
/// <param name="UserId">Who read.</param>
/// <param name="PeerId">With whom the conversation is.</param>
/// <param name="MessageId">The last message that was read.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Cursor">The place of the event in the stream of the one who receives it.</param>
public sealed record ReadReceipt(Guid UserId, Guid PeerId, Guid MessageId, long Seq, string Cursor);
