namespace ChatApp.Testing;

/// <summary>The event that a device of a user has received a conversation up to a message.</summary>
/// <param name="UserId">The user who has received the messages.</param>
/// <param name="PeerId">The other user of the conversation.</param>
/// <param name="MessageId">The last message that was received.</param>
/// <param name="Seq">The number of that message in the conversation.</param>
/// <param name="Cursor">The position of the event in the receiver's stream.</param>
public sealed record DeliveryReceipt(Guid UserId, Guid PeerId, Guid MessageId, long Seq, string Cursor);
