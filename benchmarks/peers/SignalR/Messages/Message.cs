using ChatApp.SignalRPeer.Accounts;

namespace ChatApp.SignalRPeer.Messages;

/// <summary>
/// The two users in the order of their ids name the conversation, so that one index serves it whoever asks. The id, an
/// identity column, is the order.
/// </summary>
internal sealed class Message
{
    public const int LongestContent = 4000;

    public long Id { get; private set; }

    public required Guid FirstUserId { get; init; }

    public required Guid SecondUserId { get; init; }

    public required bool FromFirst { get; init; }

    public required string Content { get; init; }

    public Guid? ClientMessageId { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = TimeProvider.System.GetUtcNow();

    public User? FirstUser { get; init; }

    public User? SecondUser { get; init; }

    public static Message Create(Guid sender, Guid recipient, string content, Guid? clientMessageId)
    {
        var fromFirst = sender.CompareTo(recipient) < 0;
        return new Message
        {
            FirstUserId = fromFirst ? sender : recipient,
            SecondUserId = fromFirst ? recipient : sender,
            FromFirst = fromFirst,
            Content = content,
            ClientMessageId = clientMessageId,
        };
    }
}
