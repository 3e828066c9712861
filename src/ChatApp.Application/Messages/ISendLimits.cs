namespace ChatApp.Application.Messages;

/// <summary>
/// Holds what a user sends to what people write (contract, section 1). Every member may be called from any thread,
/// returns at once and does not fail.
/// </summary>
public interface ISendLimits
{
    /// <summary>Counts a frame or call of a user, whatever it brings, before it is looked at.</summary>
    /// <returns>Null, or <c>rate_limited</c>.</returns>
    Error? CountFrame(Guid userId);

    /// <summary>
    /// Counts a message, whose frame or call was counted already, by its length and for its recipient.
    /// </summary>
    /// <returns>
    /// Null, or <c>rate_limited</c>: then nothing is counted. Whether it was stored before is not known here.
    /// </returns>
    Error? CountMessage(SendMessage message);

    /// <summary>Takes <see cref="CountMessage"/> back: the message was a repeat, which has burdened nobody.</summary>
    void GiveBack(SendMessage message);

    /// <summary>Counts a conversation that a user is about to open.</summary>
    /// <returns>Null, or <c>rate_limited</c>.</returns>
    Error? CountNewConversation(Guid userId);

    /// <summary>Takes <see cref="CountNewConversation"/> back: there was nobody to open it with.</summary>
    void GiveBackNewConversation(Guid userId);
}
