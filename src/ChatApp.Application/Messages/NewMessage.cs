namespace ChatApp.Application.Messages;

/// <summary>A message on its way to the store; its fields keep the rules of the contract.</summary>
/// <param name="SenderId">Who writes.</param>
/// <param name="RecipientId">To whom.</param>
/// <param name="Content">The text.</param>
/// <param name="ClientMessageId">The sender's own id for it, or null.</param>
public sealed record NewMessage(Guid SenderId, Guid RecipientId, string Content, Guid? ClientMessageId)
{
    /// <summary>Its name alone: what is logged must not hold the text of a message.</summary>
    public override string ToString() => nameof(NewMessage);
}
