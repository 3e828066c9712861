using ChatApp.Application.Common;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>A node is ready only if its database accepts writes, not only reads.</summary>
internal sealed class ReadinessTests
{
    [Test]
    public async Task A_read_only_database_is_not_ready()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        Assert.That(await node.LookAtHealthAsync(), Is.EqualTo(HealthStatus.Healthy));

        await SetReadOnlyAsync(database, isReadOnly: true);
        Assert.That(await node.LookAtHealthAsync(), Is.EqualTo(HealthStatus.Unhealthy));

        await SetReadOnlyAsync(database, isReadOnly: false);
        Assert.That(await node.LookAtHealthAsync(), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Read_only_database_sessions_are_replaced_once_writes_are_possible()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        var alice = await node.AddUserAsync();
        await SetReadOnlyAsync(database, isReadOnly: true);
        Assert.That((await node.AppendAsync(alice, alice, "refused")).Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        await Assert.CatchAsync(() => node.AddUserAsync());

        // The database sessions stay open and keep the setting with which they began.
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} RESET default_transaction_read_only");

        Assert.That((await node.AppendAsync(alice, alice, "taken")).IsSuccess);
        await node.AddUserAsync();
        Assert.That(await node.LookAtHealthAsync(), Is.EqualTo(HealthStatus.Healthy));
    }

    [TestCase(DatabaseKind.Sqlite)]
    [TestCase(DatabaseKind.Postgres)]
    public async Task Health_checks_query_the_database_at_most_once_a_second(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var node = await database.StartNodeAsync();
        var time = new FakeTimeProvider();
        var health = new DatabaseHealth(
            node.Get<IDbContextFactory<ChatDbContext>>(), node.Get<DatabaseState>(), node.Get<OutageLog>(), time,
            NullLogger<DatabaseHealth>.Instance);
        var first = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => health.CheckHealthAsync(new HealthCheckContext()))));
        await using (var context = await node.OpenContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync("DROP TABLE write_probe");
        }

        time.Advance(DatabaseHealth.Lifetime - TimeSpan.FromMilliseconds(1));
        var remembered = await health.CheckHealthAsync(new HealthCheckContext());
        time.Advance(TimeSpan.FromMilliseconds(1));
        var anew = await health.CheckHealthAsync(new HealthCheckContext());

        Assert.That(first.Select(result => result.Status), Is.All.EqualTo(HealthStatus.Healthy));
        Assert.That(remembered.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(anew.Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    // Applies to new connections; the open ones are closed, as in a failover.
    private static async Task SetReadOnlyAsync(TestDatabase database, bool isReadOnly)
    {
        await database.ExecuteAsync(
            $"ALTER DATABASE {database.Name} SET default_transaction_read_only = {(isReadOnly ? "on" : "off")}");
        await database.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.Name}'");
        NpgsqlConnection.ClearAllPools();
    }
}
