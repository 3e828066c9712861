namespace ChatApp.Domain.Messages;

/// <summary>A message before its conversation has given it a place.</summary>
/// <param name="Id">UUID version 7 of the message to be.</param>
/// <param name="SenderId">Who writes.</param>
/// <param name="SenderUsername">The writer's name.</param>
/// <param name="Content">The text, within the rules of <see cref="MessageContent"/>.</param>
/// <param name="ClientMessageId">The sender's own id for it, or null.</param>
public sealed record MessageDraft(Guid Id, Guid SenderId, string SenderUsername, string Content, Guid? ClientMessageId)
{
    /// <summary>Its name alone: what is logged must not hold the text of a message.</summary>
    public override string ToString() => nameof(MessageDraft);
}
