using MediatR;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Deletes the messages of closed accounts that asked for it, each as its sender would. What is deleted already is left
/// out, so an attempt after a restart goes on where the last one ended, after reading from the beginning.
/// </summary>
internal sealed partial class MessageErasure(
    IDbContextFactory<ChatDbContext> contexts, ISender sender, ILogger<MessageErasure> logger)
    : UserWork(contexts, logger)
{
    protected override IQueryable<User> Pending(ChatDbContext context) =>
        context.Users.Where(user => user.ErasesMessages);

    protected override async Task DoAsync(User user, CancellationToken cancellationToken)
    {
        await foreach (var conversations in ReadConversationsAsync(user.Id, cancellationToken))
        {
            foreach (var conversation in conversations)
            {
                await EraseAsync(user.Id, conversation, cancellationToken);
            }
        }

        await WriteAsync(
            (context, cancellation) => context.Users.Where(row => row.Id == user.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ErasesMessages, false), cancellation),
            cancellationToken);
        LogErased(Logger, user.Id);
    }

    // Since the closing, no message of this user can be added.
    private async Task EraseAsync(Guid userId, Conversation conversation, CancellationToken cancellationToken)
    {
        // A limited range for each statement: the user may have sent few of many messages.
        for (var after = 0L; after < conversation.LastSeq; after += PageSize)
        {
            var messageIds = await ReadAsync(
                context => context.Messages
                    .Where(message => message.ConversationId == conversation.Id
                        && message.Seq > after && message.Seq <= after + PageSize
                        && message.SenderId == userId && message.DeletedAt == null)
                    .OrderBy(message => message.Seq)
                    .Select(message => message.Id),
                cancellationToken);
            await WhenAllAsync(
                messageIds.Select(messageId => sender.Send(new DeleteMessage(userId, messageId), cancellationToken)));
        }
    }

    [LoggerMessage(166, LogLevel.Information, "The messages of the closed account {UserId} are erased")]
    private static partial void LogErased(ILogger logger, Guid userId);
}
