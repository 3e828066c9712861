namespace ChatApp.Domain.Conversations;

/// <summary>
/// How far a participant has read. It knows how many of the messages up to it came from whom, so what is unread is a difference and is never counted.
/// </summary>
/// <param name="Seq"><c>seq</c> of the last message that was read; 0 before the first.</param>
/// <param name="SentByFirst">How many messages up to that one came from the conversation's first user.</param>
public readonly record struct ReadMark(long Seq, long SentByFirst);
