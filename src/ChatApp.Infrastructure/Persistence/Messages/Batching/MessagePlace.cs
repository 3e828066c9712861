namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>Where a message stands. It never moves.</summary>
internal readonly record struct MessagePlace(Guid ConversationId, long Seq);
