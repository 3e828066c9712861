using MediatR;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>Announces new names (<see cref="AnnounceNames"/>) until all are told.</summary>
/// <remarks>Changes that follow one another faster than they are announced are announced as one.</remarks>
internal sealed class UserAnnouncer(
    IDbContextFactory<ChatDbContext> contexts, ISender sender, ILogger<UserAnnouncer> logger)
    : UserWork(contexts, logger)
{
    protected override IQueryable<User> Pending(ChatDbContext context) =>
        context.Users.Where(user => user.AnnouncedRevision < user.ProfileRevision);

    protected override Task<Result<Unit>> DoAsync(User user, CancellationToken cancellationToken) =>
        sender.Send(new AnnounceNames(user), cancellationToken);

    protected override Task<int> RecordAsync(ChatDbContext context, User user, CancellationToken cancellationToken) =>
        context.Users
            .Where(row => row.Id == user.Id && row.AnnouncedRevision < user.ProfileRevision)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.AnnouncedRevision, user.ProfileRevision), cancellationToken);
}
