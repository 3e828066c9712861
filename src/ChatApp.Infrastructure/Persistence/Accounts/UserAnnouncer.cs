namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>Tells all who share a conversation with a user of the user's new names.</summary>
/// <remarks>
/// Each conversation remembers what was announced, so a second node or a second attempt announces nothing again.
/// Changes that follow one another faster than they are announced are announced as one.
/// </remarks>
internal sealed class UserAnnouncer(
    IDbContextFactory<ChatDbContext> contexts, IConversationWriter writer, ILogger<UserAnnouncer> logger)
    : UserWork(contexts, logger)
{
    protected override IQueryable<User> Pending(ChatDbContext context) =>
        context.Users.Where(user => user.AnnouncedRevision < user.ProfileRevision);

    protected override async Task DoAsync(User user, CancellationToken cancellationToken)
    {
        await TellAsync([user.Id]);
        await foreach (var conversations in ReadConversationsAsync(user.Id, cancellationToken))
        {
            await TellAsync(conversations.Select(conversation => conversation.Pair.PeerOf(user.Id)));
        }

        await WriteAsync(
            (context, cancellation) => context.Users
                .Where(row => row.Id == user.Id && row.AnnouncedRevision < user.ProfileRevision)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.AnnouncedRevision, user.ProfileRevision), cancellation),
            cancellationToken);

        Task TellAsync(IEnumerable<Guid> peers) => WhenAllAsync(
            peers.Select(peerId => writer.WriteAsync(new AnnounceUserWrite(user, peerId), cancellationToken)));
    }
}
