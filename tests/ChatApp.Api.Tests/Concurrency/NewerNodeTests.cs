using ChatApp.Infrastructure.Realtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChatApp.Api.Tests.Concurrency;

/// <summary>
/// Two nodes on one PostgreSQL, of which the second is of a newer version: it writes events of a kind that the first
/// does not know. The first passes over them, and their cursors count (contract, section 5).
/// </summary>
/// <param name="hintsArrive">
/// Whether the second node's hints reach the first, which else finds out by its sweep.
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
        var options = TestDatabases.Options(Database);
        _older = await ChatTestServer.StartAsync(hintsArrive ? options : options with
        {
            Configure = builder => builder.Services.AddSingleton<IBackplane>(new SilentBackplane()),
        });
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
    public async Task A_connected_socket_passes_over_an_unknown_kind_and_gets_what_follows()
    {
        await using var socket = await _bob.ConnectAsync();
        var before = await _alice.SendAsync(_bob, "before");
        Assert.That(await socket.MessageAsync(), Is.EqualTo(before));

        // When the message to the second socket is there, the older node has looked at the streams of both.
        var carol = await _older.RegisterAsync();
        await using var other = await carol.ConnectAsync();
        await AppendUnknownAsync(_bob);
        await _alice.SendAsync(carol, "to somebody else");
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
    public async Task A_socket_that_reconnects_replays_past_an_unknown_kind()
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
    public async Task Sync_passes_its_cursor_on_over_an_unknown_kind()
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
        Assert.That(await _bob.SyncAllAsync(since), Has.Count.EqualTo(2), "all at once passes over it too");
    }

    // As a newer version writes it: the event and the head of the stream in one transaction, here one statement.
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
