using ChatApp.Application.Accounts;
using ChatApp.Application.Events;

namespace ChatApp.Application.Maintenance.Seeding;

/// <summary>Fills the database with made-up data, in minutes instead of the hours that a server would take.</summary>
/// <param name="Name">The main user: the username, the email address or the id.</param>
/// <param name="Messages">Number of messages.</param>
/// <param name="Users">Number of users, with the main user.</param>
/// <param name="MainConversations">Number of conversations of the main user, at most.</param>
/// <param name="MainPercent">The share of messages in the main user's conversations beside the large one.</param>
/// <param name="Pairs">Number of pairs of users who know each other to return.</param>
/// <param name="Progress">Is told how far it is.</param>
public sealed record SeedDatabase(
    string Name, int Messages, int Users, int MainConversations, int MainPercent, int Pairs,
    IProgress<SeedProgress> Progress) : SensitiveRecord, IRequest<Result<SeedReport>>;

/// <summary>What was written.</summary>
/// <param name="UserId">The main user.</param>
/// <param name="PeerId">The other user of the large conversation.</param>
/// <param name="Conversations">Number of conversations.</param>
/// <param name="Pairs">Users who know each other: each two in a row.</param>
public sealed record SeedReport(Guid UserId, Guid PeerId, int Conversations, IReadOnlyList<Guid> Pairs);

internal sealed class SeedDatabaseHandler(
    IAccountStore accounts, IEventLog log, ISeedTables tables, TimeProvider time)
    : IRequestHandler<SeedDatabase, Result<SeedReport>>
{
    public async Task<Result<SeedReport>> Handle(SeedDatabase command, CancellationToken cancellationToken)
    {
        var user = await accounts.FindNamedAsync(command.Name, cancellationToken);
        if (!user.IsSuccess)
        {
            return user.Error;
        }

        var bounds = await log.GetBoundsAsync(user.Value.Id, cancellationToken);
        var plan = new SeedPlan(
            new SeedUser(user.Value.Id, user.Value.PasswordHash, bounds.Head),
            command.Users,
            command.MainConversations,
            command.MainPercent / 100.0,
            command.Messages,
            time.GetTimestampUtc());
        await tables.WriteAsync(plan, command.Progress, cancellationToken);
        var pairs = plan.Pairs(command.Pairs)
            .SelectMany(pair => new[] { plan.Users[pair.First], plan.Users[pair.Second] });
        return new SeedReport(
            user.Value.Id, plan.Users[SeedPlan.MainPeer], plan.Conversations.Count(), [.. pairs]);
    }
}
