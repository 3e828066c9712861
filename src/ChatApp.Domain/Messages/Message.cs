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

    /// <summary>The author.</summary>
    public Guid SenderId { get; internal set; }

    /// <summary>The recipient; equal to <see cref="SenderId"/> in a note to oneself.</summary>
    public Guid RecipientId { get; internal set; }

    /// <summary>The text, exactly as sent.</summary>
    public string Content { get; internal set; } = "";

    /// <summary>When the server accepted it (UTC, microseconds), by the clock of the accepting node.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>The sender's own id for the message, or null. A repeat is recognised by it.</summary>
    public Guid? ClientMessageId { get; internal set; }

    /// <summary>The message of the same conversation that this one answers, or null. It may be deleted.</summary>
    public Guid? ReplyToId { get; internal set; }

    /// <summary>
    /// How many messages, up to and including this one, were written by the first user of the conversation. The unread
    /// count of the second user is this number now minus this number at the read mark. The rest of the difference in
    /// <c>seq</c> is unread for the first user. So an unread count needs no scan and no separate counter that could
    /// become wrong.
    /// </summary>
    public long SentByFirst { get; internal set; }

    /// <summary>The client's own data as <see cref="MessageData.Json"/>, or null.</summary>
    public string? Data { get; internal set; }

    /// <summary>When the text or the data was last edited; null if they never were.</summary>
    public DateTimeOffset? EditedAt { get; internal set; }

    /// <summary>
    /// SHA-256 of the message id, the original text and the original data; set at the first edit or deletion, so that a
    /// repeat is still recognised. Null before, and null if the message has no <see cref="ClientMessageId"/> and so
    /// cannot be repeated.
    /// </summary>
    public byte[]? FirstContentHash { get; internal set; }

    /// <summary>When it was deleted, which also removed its text and data; null if it was not.</summary>
    public DateTimeOffset? DeletedAt { get; internal set; }

    /// <summary>The reactions, the oldest emoji first. A list is replaced, never changed.</summary>
    public IReadOnlyList<Reaction> Reactions { get; internal set; } = [];

    /// <summary>
    /// Whether this was the original text and data of the message, even if it was edited or deleted later.
    /// </summary>
    public bool WasSentAs(string content, string? data) => FirstContentHash is null
        ? Content == content && MessageData.AreEqual(Data, data)
        : HashOf(content, data).AsSpan().SequenceEqual(FirstContentHash);

    /// <summary>Replaces the text and the data.</summary>
    /// <param name="content">The new text, within the rules of <see cref="MessageContent"/>.</param>
    /// <param name="data">The new data as <see cref="MessageData.Json"/>, or null.</param>
    /// <param name="now">The time by the clock of this node.</param>
    /// <returns>Whether the new text or the new data differs from the old one.</returns>
    public bool Edit(string content, string? data, DateTimeOffset now)
    {
        if (Content == content && MessageData.AreEqual(Data, data))
        {
            return false;
        }

        KeepHash();
        (Content, Data, EditedAt) = (content, data, now);
        return true;
    }

    /// <summary>Adds a reaction of a member.</summary>
    /// <returns>Whether the member did not have it yet.</returns>
    public bool AddReaction(Guid userId, string emoji)
    {
        if (HasReaction(userId, emoji))
        {
            return false;
        }

        Reactions = Reactions.Any(reaction => reaction.Emoji == emoji)
            ? ChangeUsers(emoji, users => [.. users, userId])
            : [.. Reactions, new Reaction(emoji, [userId])];
        return true;
    }

    /// <summary>Removes a reaction of a member.</summary>
    /// <returns>Whether the member had it.</returns>
    public bool RemoveReaction(Guid userId, string emoji)
    {
        if (!HasReaction(userId, emoji))
        {
            return false;
        }

        Reactions = ChangeUsers(emoji, users => [.. users.Where(user => user != userId)]);
        return true;
    }

    /// <summary>Whether this emoji would be one too many.</summary>
    public bool HasNoRoomFor(string emoji) =>
        Reactions.Count >= Reaction.MaxPerMessage && Reactions.All(reaction => reaction.Emoji != emoji);

    /// <summary>Deletes the message: removes its text, its data and its reactions.</summary>
    /// <param name="now">The time by the clock of this node.</param>
    /// <returns>Whether the message had not been deleted before.</returns>
    public bool Delete(DateTimeOffset now)
    {
        if (DeletedAt is not null)
        {
            return false;
        }

        KeepHash();
        (Content, Data, Reactions, DeletedAt) = ("", null, [], now);
        return true;
    }

    /// <summary>A copy; changes to it do not affect this object.</summary>
    public Message Copy() => (Message)MemberwiseClone();

    private bool HasReaction(Guid userId, string emoji) =>
        Reactions.Any(reaction => reaction.Emoji == emoji && reaction.UserIds.Contains(userId));

    private IReadOnlyList<Reaction> ChangeUsers(string emoji, Func<IReadOnlyList<Guid>, IReadOnlyList<Guid>> change) =>
    [
        .. Reactions
            .Select(reaction =>
                reaction.Emoji == emoji ? reaction with { UserIds = change(reaction.UserIds) } : reaction)
            .Where(reaction => reaction.UserIds.Count > 0),
    ];

    // Only a message with a client message id can be repeated. The hash includes the message id, so that equal texts in
    // two messages have different hashes.
    private void KeepHash()
    {
        if (ClientMessageId is not null)
        {
            FirstContentHash ??= HashOf(Content, Data);
        }
    }

    // No text contains U+0000, so it separates the text from the data, if there are any.
    private byte[] HashOf(string content, string? data)
    {
        var all = data is null ? content : $"{content}\0{MessageData.CanonicalOf(data)}";
        return SHA256.HashData([.. Id.ToByteArray(), .. Encoding.UTF8.GetBytes(all)]);
    }
}
