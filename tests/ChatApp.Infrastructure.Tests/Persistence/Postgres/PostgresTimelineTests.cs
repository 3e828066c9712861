using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

/// <summary>
/// The tests make the stored timeline differ from PostgreSQL's, which a failover does too (see the fault tests).
/// </summary>
internal sealed class PostgresTimelineTests
{
    [TestCase(false, ExpectedResult = false)]
    [TestCase(true, ExpectedResult = true)]
    public async Task<bool> The_epoch_outlives_a_failover_if_commits_have_waited_for_a_standby(bool awaitsStandby)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var first = await database.StartNodeAsync();
        var epoch = first.Log.Epoch;
        await first.StopAsync();
        await SetAsync(first, timeline: 0, awaitsStandby);

        var second = await database.StartNodeAsync();

        Assert.That((await ReadAsync(second)).Timeline, Is.EqualTo(1));
        return second.Log.Epoch == epoch;
    }

    [Test]
    public async Task A_database_without_a_timeline_gets_one_and_keeps_its_epoch()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var first = await database.StartNodeAsync();
        await SetAsync(first, timeline: null, awaitsStandby: false);

        var second = await database.StartNodeAsync();

        Assert.That(second.Log.Epoch, Is.EqualTo(first.Log.Epoch));
        Assert.That((await ReadAsync(second)).Timeline, Is.EqualTo(1));
    }

    [Test]
    public async Task Running_nodes_notice_a_new_epoch()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        var other = await database.StartNodeAsync();
        var epoch = node.Log.Epoch;
        await SetAsync(node, timeline: 0, awaitsStandby: false);

        await node.Get<IDatabaseOpening>().ReadEpochAsync(CancellationToken.None);
        await other.Get<IDatabaseOpening>().ReadEpochAsync(CancellationToken.None);

        Assert.That(node.Log.Epoch, Is.Not.EqualTo(epoch));
        Assert.That(other.Log.Epoch, Is.EqualTo(node.Log.Epoch));
    }

    private static async Task SetAsync(TestNode node, int? timeline, bool awaitsStandby)
    {
        await using var context = await node.OpenContextAsync();
        await context.Epochs.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Timeline, timeline)
                .SetProperty(row => row.AwaitsStandby, awaitsStandby));
    }

    private static async Task<EpochRow> ReadAsync(TestNode node)
    {
        await using var context = await node.OpenContextAsync();
        return await context.Epochs.AsNoTracking().SingleAsync();
    }
}
