using MediatR;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Erases the messages of closed accounts that asked for it (<see cref="EraseMessages"/>) until all are deleted.
/// </summary>
internal sealed partial class MessageErasure(
    IDbContextFactory<ChatDbContext> contexts, ISender sender, ILogger<MessageErasure> logger)
    : UserWork(contexts, logger)
{
    protected override IQueryable<User> Pending(ChatDbContext context) =>
        context.Users.Where(user => user.ErasesMessages);

    protected override Task<Result<Unit>> DoAsync(User user, CancellationToken cancellationToken) =>
        sender.Send(new EraseMessages(user.Id), cancellationToken);

    protected override Task<int> RecordAsync(ChatDbContext context, User user, CancellationToken cancellationToken) =>
        context.Users.Where(row => row.Id == user.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ErasesMessages, false), cancellationToken);

    protected override void Recorded(User user) => LogErased(Logger, user.Id);

    [LoggerMessage(166, LogLevel.Information, "The messages of the closed account {UserId} are erased")]
    private static partial void LogErased(ILogger logger, Guid userId);
}
