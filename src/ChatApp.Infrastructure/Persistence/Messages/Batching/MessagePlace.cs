namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>Where a message stands. It never moves.</summary>
/// <param name="ConversationId">Its conversation.</param>
/// <param name="Seq">Its number there.</param>
/// <param name="SentByFirst">How many messages up to it came from the first user.</param>
internal readonly record struct MessagePlace(Guid ConversationId, long Seq, long SentByFirst);
