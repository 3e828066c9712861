using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>What the store has kept.</summary>
/// <param name="Message">The message; the first one if this was a repeat.</param>
/// <param name="SenderUsername">The sender's name.</param>
/// <param name="IsRepeat">Whether it had been kept before, so that nothing was added now.</param>
/// <param name="StreamHead">Number of the newest event of the sender's stream then: the message's own event is this one or an earlier one.</param>
public sealed record AppendedMessage(Message Message, string SenderUsername, bool IsRepeat, long StreamHead);
