using System.Security.Cryptography;
using System.Text;

namespace ChatApp.Domain.Messages;

/// <summary>One message of a conversation.</summary>
public sealed class Message
{
    internal Message()
    {
    }

    /// <summary>UUID version 7, made by the server.</summary>
    public Guid Id { get; internal set; }

    /// <summary>The conversation that it belongs to.</summary>
    public Guid ConversationId { get; internal set; }

    /// <summary>Its number in the conversation: 1, 2, 3… in the order of the commits, without gaps.</summary>
    public long Seq { get; internal set; }

    /// <summary>Who wrote it.</summary>
    public Guid SenderId { get; internal set; }

    /// <summary>For whom; the sender itself in a note.</summary>
    public Guid RecipientId { get; internal set; }

    /// <summary>The text, exactly as sent.</summary>
    public string Content { get; internal set; } = "";

    /// <summary>When it was taken (UTC, microseconds), by the clock of the node that took it.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>The sender's own id for it, by which a repeat is recognised, or null.</summary>
    public Guid? ClientMessageId { get; internal set; }

    /// <summary>
    /// How many messages, up to and with this one, the conversation's first user wrote. Unread for the second user is
    /// the number now minus the number at the read mark; the rest of the difference in <c>seq</c> is unread for the
    /// first. So an unread count needs neither a counter that could drift nor a scan.
    /// </summary>
    public long SentByFirst { get; internal set; }

    /// <summary>When its text was last changed; null while it is as it was sent.</summary>
    public DateTimeOffset? EditedAt { get; internal set; }

    /// <summary>
    /// SHA-256 of its id and the text that was first sent, once that has changed: a repeat is still known by it. Null
    /// before, and where no repeat can come.
    /// </summary>
    public byte[]? FirstContentHash { get; internal set; }

    /// <summary>When it was deleted, which took its text away; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; internal set; }

    /// <summary>Whether it was first sent with this text, whatever became of it since.</summary>
    public bool WasSentAs(string content) =>
        FirstContentHash is null ? Content == content : HashOf(content).AsSpan().SequenceEqual(FirstContentHash);

    /// <summary>Changes the text.</summary>
    /// <param name="content">The new text, within the rules of <see cref="MessageContent"/>.</param>
    /// <param name="now">The time by the writer's clock.</param>
    /// <returns>Whether it is another text than before.</returns>
    public bool Edit(string content, DateTimeOffset now)
    {
        if (Content == content)
        {
            return false;
        }

        KeepHash();
        (Content, EditedAt) = (content, now);
        return true;
    }

    /// <summary>Takes the text away.</summary>
    /// <param name="now">The time by the writer's clock.</param>
    /// <returns>Whether it was there.</returns>
    public bool Delete(DateTimeOffset now)
    {
        if (DeletedAt is not null)
        {
            return false;
        }

        KeepHash();
        (Content, DeletedAt) = ("", now);
        return true;
    }

    /// <summary>A copy that can be changed while this one stays as it is.</summary>
    public Message Copy() => (Message)MemberwiseClone();

    // Only a message with an id of the client's own can be repeated. With the message's id in it, equal texts of two
    // messages have different hashes.
    private void KeepHash()
    {
        if (ClientMessageId is not null)
        {
            FirstContentHash ??= HashOf(Content);
        }
    }

    private byte[] HashOf(string content) => SHA256.HashData([.. Id.ToByteArray(), .. Encoding.UTF8.GetBytes(content)]);
}
