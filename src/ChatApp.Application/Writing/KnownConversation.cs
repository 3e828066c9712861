using ChatApp.Domain.Conversations;

namespace ChatApp.Application.Writing;

/// <summary>
/// The facts about a conversation that never change, except that a closed account loses its name
/// (<see cref="ConversationState.UsernameOf"/>).
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Pair">Its two users.</param>
/// <param name="FirstUsername">Name of the first of them.</param>
/// <param name="SecondUsername">Name of the second; the same name for notes to oneself.</param>
public sealed record KnownConversation(Guid Id, ParticipantPair Pair, string FirstUsername, string SecondUsername)
{
    /// <summary>The name of one of the two users.</summary>
    public string UsernameOf(Guid userId) => userId == Pair.First ? FirstUsername : SecondUsername;
}
