using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Tests.Databases;
using static ChatApp.Infrastructure.Tests.Persistence.UserAnnouncerTests;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class AnnouncementOnTwoNodesTests
{
    [Test]
    public async Task Two_nodes_at_once_announce_a_name_once()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var alice = await here.AddUserAsync();
        var peers = await TalkWithManyAsync(here, alice);

        await here.Accounts.ChangeDisplayNameAsync(alice.Id, "Alice", CancellationToken.None);
        there.Get<UserAnnouncer>().Wake();
        await UntilAnnouncedAsync(here, alice);

        // A node that stops completes the announcements that it has begun.
        await Task.WhenAll(here.StopAsync(), there.StopAsync());
        await using var reader = await database.StartNodeAsync();
        var told = new List<int>();
        foreach (var user in peers.Append(alice))
        {
            told.Add((await UpdatesOfAsync(reader, user)).Count);
        }

        Assert.That(told, Is.All.EqualTo(1));
    }
}
