using ChatApp.Domain.Conversations;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>What never changes about a conversation.</summary>
internal sealed record KnownConversation(Guid Id, ParticipantPair Pair, string FirstUsername, string SecondUsername)
{
    public string UsernameOf(Guid userId) => userId == Pair.First ? FirstUsername : SecondUsername;
}
