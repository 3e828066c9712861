namespace ChatApp.Application.Messages;

/// <summary>
/// Limits the rate at which a user sends (contract, section 1). All members are thread-safe, return at once and do not
/// throw.
/// </summary>
public interface ISendLimits
{
    /// <summary>Counts a frame or call of a user before it is read.</summary>
    /// <returns>Null, or <c>rate_limited</c>.</returns>
    Error? CountFrame(Guid userId);

    /// <summary>Counts a message by its length and for its recipient. Its frame or call was already counted.</summary>
    /// <returns>Null, or <c>rate_limited</c>; in that case nothing is counted. This cannot detect repeats.</returns>
    Error? CountMessage(SendMessage message);

    /// <summary>Undoes <see cref="CountMessage"/>, because the message was a repeat and was not stored again.</summary>
    void GiveBack(SendMessage message);

    /// <summary>
    /// Counts a change of a message as a message of this length, to one recipient. The call was already counted. An
    /// edit counts as the longest message, because a later replay of each event of the message repeats its latest text.
    /// </summary>
    /// <param name="userId">The user who changes the message.</param>
    /// <param name="length">In UTF-16 code units.</param>
    /// <returns>Null, or <c>rate_limited</c>; in that case nothing is counted.</returns>
    Error? CountChange(Guid userId, int length);

    /// <summary>Counts a conversation that a user is about to open.</summary>
    /// <returns>Null, or <c>rate_limited</c>.</returns>
    Error? CountNewConversation(Guid userId);

    /// <summary>Undoes <see cref="CountNewConversation"/>, because the recipient does not exist.</summary>
    void GiveBackNewConversation(Guid userId);
}
