namespace ChatApp.LoadTest.Soak;

internal sealed record OutgoingMessage(Guid RecipientId, string Content, string ClientMessageId);
