using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class DatabaseInitializerTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task Several_nodes_that_start_at_once_on_a_new_database_agree_on_it()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);

        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.StartNodeAsync())))
            .WaitAsync(TimeSpan.FromMinutes(1));

        Assert.That(nodes.Select(node => node.Log.Epoch).Distinct().Count(), Is.EqualTo(1));
        Assert.That(nodes[0].Log.Epoch, Is.Positive);
    }

    [Test]
    public async Task A_second_start_finds_what_the_first_has_kept()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var first = await database.StartNodeAsync();
        var user = await first.AddUserAsync();
        await first.StopAsync();

        var second = await database.StartNodeAsync();

        Assert.That(second.Log.Epoch, Is.EqualTo(first.Log.Epoch));
        Assert.That((await second.Accounts.FindAsync(user.Id, CancellationToken.None))?.Username, Is.EqualTo(user.Username));
    }
}
