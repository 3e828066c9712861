using System.Collections.ObjectModel;

namespace ChatApp.Testing;

/// <summary>An emoji on a message, with the users who have added it.</summary>
/// <param name="Emoji">The emoji.</param>
/// <param name="UserIds">The users, in the order in which they added it.</param>
public sealed record ChatReaction(string Emoji, IReadOnlyList<Guid> UserIds);

/// <summary>The reactions of a message, equal to others with the same emoji and users in the same order.</summary>
public sealed class ReactionCollection : Collection<ChatReaction>
{
    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReactionCollection other && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The emoji, each with its users.</summary>
    public override string ToString() => Text;

    private string Text =>
        string.Join(", ", this.Select(reaction => $"{reaction.Emoji} {string.Join(' ', reaction.UserIds)}"));
}

/// <summary>The event that a user has added an emoji to a message, or removed it.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="UserId">The user.</param>
/// <param name="Emoji">The emoji.</param>
/// <param name="Cursor">The position of the event in the receiver's stream.</param>
public sealed record ReactionChange(Guid MessageId, Guid UserId, string Emoji, string Cursor);
