namespace ChatApp.Testing;

/// <summary>What a user has not read, in all conversations that are neither archived nor muted.</summary>
/// <param name="Messages">The number of other users' messages that the user has not read.</param>
/// <param name="Conversations">The number of conversations that contain them.</param>
public sealed record UnreadTotal(long Messages, long Conversations);
