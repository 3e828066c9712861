namespace ChatApp.Domain.Messages;

/// <summary>An emoji that users have added to a message.</summary>
/// <param name="Emoji">One <see cref="Messages.Emoji"/>.</param>
/// <param name="UserIds">The users, in the order in which they added it; at least one, each once.</param>
public sealed record Reaction(string Emoji, IReadOnlyList<Guid> UserIds)
{
    /// <summary>Largest number of different emoji on one message (contract, section 3).</summary>
    public const int MaxPerMessage = 20;
}
