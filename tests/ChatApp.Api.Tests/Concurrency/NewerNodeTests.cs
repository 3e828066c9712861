using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChatApp.Api.Tests.Concurrency;

/// <summary>
/// Two nodes on one PostgreSQL. The second has a newer version and writes events of a kind that the first does not
/// know. The first skips them, and their cursors count (contract, section 5).
/// </summary>
/// <param name="hintsArrive">
/// Whether the hints of the second node reach the first; without them the first finds the events by reconciliation.
/// </param>
[TestFixture(true)]
[TestFixture(false)]
public sealed class NewerNodeTests(bool hintsArrive) : ContractTests(Database.Postgres)
{
    private ChatTestServer _older = null!;
    private ChatTestServer _newer = null!;
    private ChatUser _alice = null!;
    private ChatUser _bob = null!;

    [OneTimeSetUp]
    public async Task StartBoth()
    {
        _older = await ChatTestServer.StartAsync(TestDatabases.Options(Database));
        _older.Faults.LoseHints = !hintsArrive;
        _newer = await _older.StartNodeAsync();
    }

    [OneTimeTearDown]
    public async Task StopBoth()
    {
        await _newer.DisposeAsync();
        await _older.DisposeAsync();
    }

    [SetUp]
    public async Task RegisterOnEither()
    {
        _alice = await _newer.RegisterAsync();
        _bob = await _older.RegisterAsync();
    }

    [Test]
    public async Task A_connected_socket_skips_an_unknown_kind_and_gets_the_next_event()
    {
        await using var socket = await _bob.ConnectAsync();
        var before = await _alice.SendAsync(_bob, "before");
        Assert.That(await socket.MessageAsync(), Is.EqualTo(before));

        // Once the second message has arrived at the socket, the older node has read the streams of both.
        var carol = await _older.RegisterAsync();
        await using var other = await carol.ConnectAsync();
        await AppendUnknownAsync(_bob);
        await _alice.SendAsync(carol, "to another user");
        await other.MessageAsync();
        await socket.PingAsync();

        var after = await _alice.SendAsync(_bob, "after");
        Assert.That(await socket.MessageAsync(), Is.EqualTo(after));
        await AppendUnknownAsync(_bob);
        await AppendUnknownAsync(_bob);
        var last = await _alice.SendAsync(_bob, "last");
        Assert.That(await socket.MessageAsync(), Is.EqualTo(last));
        await socket.PingAsync();
    }

    [Test]
    public async Task A_replay_after_a_reconnect_skips_an_unknown_kind()
    {
        string since;
        await using (var first = await _bob.ConnectAsync())
        {
            await _alice.SendAsync(_bob, "before");
            since = (await first.NextAsync("message")).Cursor!;
        }

        await AppendUnknownAsync(_bob);
        await using var atTheEnd = await _bob.ConnectAsync(since);
        await atTheEnd.PingAsync();
        var after = await _alice.SendAsync(_bob, "after");
        await using var inTheMiddle = await _bob.ConnectAsync(since);
        Assert.That(await atTheEnd.MessageAsync(), Is.EqualTo(after));
        Assert.That(await inTheMiddle.MessageAsync(), Is.EqualTo(after));

        var live = await _alice.SendAsync(_bob, "live");
        Assert.That(await atTheEnd.MessageAsync(), Is.EqualTo(live));
        Assert.That(await inTheMiddle.MessageAsync(), Is.EqualTo(live));
    }

    [Test]
    public async Task The_sync_cursor_moves_past_an_unknown_kind()
    {
        var since = (await _bob.SyncAsync()).Cursor;
        await _alice.SendAsync(_bob, "before");
        await AppendUnknownAsync(_bob);
        var after = await _alice.SendAsync(_bob, "after");

        var first = await _bob.SyncAsync(since, limit: 1);
        var unknown = await _bob.SyncAsync(first.Cursor, limit: 1);
        var next = await _bob.SyncAsync(unknown.Cursor, limit: 1);

        Assert.That((unknown.Events.Count, unknown.HasMore), Is.EqualTo((0, true)));
        Assert.That(unknown.Cursor, Is.Not.EqualTo(first.Cursor));
        Assert.That((next.Messages.Single(), next.HasMore), Is.EqualTo((after, false)));
        Assert.That(await _bob.SyncAllAsync(since), Has.Count.EqualTo(2), "one large page skips it too");
    }

    // As a newer version writes it: event and head change in one transaction, here in one statement.
    private async Task AppendUnknownAsync(ChatUser user)
    {
        var settings = _newer.Services.GetRequiredService<IConfiguration>();
        await using var connection = new NpgsqlConnection(settings.GetConnectionString("Postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            WITH raised AS (UPDATE user_streams SET head = head + 1 WHERE user_id = $1 RETURNING user_id, head)
            INSERT INTO user_events (user_id, number, kind, payload) SELECT user_id, head, 999, '{}' FROM raised
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = user.Id });
        Assert.That(await command.ExecuteNonQueryAsync(), Is.EqualTo(1));
    }
}
