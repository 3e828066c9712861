using ChatApp.Application.Common;
using ChatApp.Infrastructure.Tests.Databases;
using ChatApp.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class DatabaseInitializerTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task Nodes_that_start_together_on_a_new_database_share_one_epoch()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);

        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.StartNodeAsync())))
            .WaitAsync(TimeSpan.FromMinutes(1));

        Assert.That(nodes.Select(node => node.Log.Epoch).Distinct().Count(), Is.EqualTo(1));
        Assert.That(nodes[0].Log.Epoch, Is.Positive);
    }

    [Test]
    public async Task A_second_start_finds_the_stored_data()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var first = await database.StartNodeAsync();
        var user = await first.AddUserAsync();
        await first.StopAsync();

        var second = await database.StartNodeAsync();

        Assert.That(second.Log.Epoch, Is.EqualTo(first.Log.Epoch));
        Assert.That(
            (await second.Accounts.FindAsync(user.Id, CancellationToken.None))?.Username, Is.EqualTo(user.Username));
    }

    [Test]
    public async Task A_node_that_may_not_migrate_is_ready_after_another_node_has_migrated()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        database.Settings["Database:MigrateOnStart"] = "false";
        var waiting = await database.StartNodeAsync();
        Assert.That(await IsReadyAsync(waiting), Is.False);

        database.Settings["Database:MigrateOnStart"] = "true";
        var migrating = await database.StartNodeAsync();
        Assert.That(await IsReadyAsync(migrating), Is.True);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (!await IsReadyAsync(waiting))
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }

        Assert.That(waiting.Log.Epoch, Is.EqualTo(migrating.Log.Epoch));
        var (alice, bob) = (await waiting.AddUserAsync(), await waiting.AddUserAsync());
        Assert.That((await waiting.AppendAsync(alice, bob, "Hello!")).Value.Message.Seq, Is.EqualTo(1));
    }

    [Test]
    public async Task A_database_of_a_newer_version_stops_the_start_and_readiness()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var running = await database.StartNodeAsync();
        await AddToHistoryAsync(running);

        Assert.That(await IsReadyAsync(running), Is.False);
        Assert.That(
            () => database.StartNodeAsync(),
            Throws.TypeOf<SettingException>().With.Message.Contains("99991231235959_FromTheFuture"));

        database.Settings["Database:MigrateOnStart"] = "false";
        Assert.That(() => database.StartNodeAsync(), Throws.TypeOf<SettingException>());
    }

    [Test]
    public async Task A_newer_version_may_have_added_to_the_schema()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var running = await database.StartNodeAsync();
        await AddToHistoryAsync(running, "99991231235958_ExpandFuture");

        Assert.That(await IsReadyAsync(running), Is.True);
        Assert.That(await IsReadyAsync(await database.StartNodeAsync()), Is.True);

        await AddToHistoryAsync(running);
        Assert.That(await IsReadyAsync(running), Is.False);
    }

    [Test]
    public async Task A_node_that_waits_for_a_migration_and_gets_a_newer_one_is_not_ready()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        database.Settings["Database:MigrateOnStart"] = "false";
        using var trail = new LogTrail();
        var waiting = await database.StartNodeAsync(services => services.AddSingleton<ILoggerProvider>(trail));
        await using (var context = await waiting.OpenContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync(
                context.GetService<IHistoryRepository>().GetCreateIfNotExistsScript());
        }

        await AddToHistoryAsync(waiting);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (!trail.Lines.Any(line =>
                line.StartsWith("This version will not become ready", StringComparison.Ordinal)
                    && line.Contains("99991231235959_FromTheFuture", StringComparison.Ordinal)))
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }

        var health = await waiting.Get<HealthCheckService>().CheckHealthAsync();
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(
            health.Entries.Values.Select(entry => entry.Description),
            Has.Some.Contains("99991231235959_FromTheFuture"));
    }

    [Test]
    public async Task A_database_reset_to_an_older_migration_is_not_ready()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        Assert.That(await IsReadyAsync(node), Is.True);
        await using (var context = await node.OpenContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync(
                "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = (SELECT max(\"MigrationId\") "
                + "FROM \"__EFMigrationsHistory\")");
        }

        Assert.That(await IsReadyAsync(node), Is.False);

        await using (var context = await node.OpenContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("DROP TABLE \"__EFMigrationsHistory\"");
        }

        Assert.That(await IsReadyAsync(node), Is.False, "a database without migrations is not ready either");
    }

    private static async Task AddToHistoryAsync(TestNode node, string migration = "99991231235959_FromTheFuture")
    {
        await using var context = await node.OpenContextAsync();
        await context.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ({migration}, '99.0')""");
    }

    private static async Task<bool> IsReadyAsync(TestNode node) =>
        await node.LookAtHealthAsync() == HealthStatus.Healthy;
}
