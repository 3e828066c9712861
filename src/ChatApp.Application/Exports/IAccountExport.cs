using ChatApp.Application.Conversations;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Exports;

/// <summary>
/// Reads all data of one user, oldest first, in short reads: between them nothing in the database is held, however
/// slowly the caller goes on.
/// </summary>
public interface IAccountExport
{
    /// <summary>Reads the user's sessions, also those that have ended and are not deleted yet.</summary>
    IAsyncEnumerable<Session> ReadSessionsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Reads whom the user blocks.</summary>
    IAsyncEnumerable<ExportedBlock> ReadBlocksAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Reads the user's conversations, each as a row of the conversation list.</summary>
    IAsyncEnumerable<ConversationDto> ReadConversationsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Reads the messages of a conversation up to a <c>seq</c>.</summary>
    IAsyncEnumerable<Message> ReadMessagesAsync(
        Guid conversationId, long lastSeq, CancellationToken cancellationToken);
}

/// <summary>A block in an export.</summary>
/// <param name="Id">The blocked user.</param>
/// <param name="Username">The username of that user.</param>
/// <param name="DisplayName">The display name of that user.</param>
/// <param name="BlockedAt">Since when the user is blocked.</param>
public sealed record ExportedBlock(Guid Id, string Username, string DisplayName, DateTimeOffset BlockedAt);
