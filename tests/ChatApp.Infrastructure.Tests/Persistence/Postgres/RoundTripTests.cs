using System.Diagnostics;
using ChatApp.Application.Messages;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class RoundTripTests
{
    [Test]
    public async Task A_batch_of_a_hundred_messages_needs_as_many_statements_as_a_batch_of_one()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);

        // The clock stands still, so that no new minute begins; that would move the conversation in the lists.
        var (node, control) = await database.StartControlledNodeAsync(WithoutSweeps);
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "opens the conversation");
        using var executions = new Executions(database.Name);

        await node.AppendAsync(alice, bob, "alone", Guid.CreateVersion7());
        var ofOne = executions.TakeWrites();

        control.Close();
        var plug = node.AppendAsync(alice, bob, "plug", Guid.CreateVersion7());
        await control.Reached;
        var calls = Enumerable.Range(0, 100)
            .Select(i => node.AppendAsync(alice, bob, $"{i}", Guid.CreateVersion7())).ToList();
        control.Open();
        await Task.WhenAll([plug, .. calls]);
        var ofPlugAndHundred = executions.TakeWrites();

        Assert.That(control.BatchSizes, Is.EqualTo(new[] { 1, 1, 1, 100 }));
        Assert.That(ofOne, Has.Count.EqualTo(1), "decided on cached rows, written and committed in one round trip");
        Assert.That(
            ofPlugAndHundred, Is.EqualTo(ofOne.Concat(ofOne)), "the same statements, whatever the number of rows");
    }

    [Test]
    public async Task A_read_mark_on_a_message_of_the_same_node_needs_one_round_trip()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var message = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;
        using var executions = new Executions(database.Name);

        await node.MarkReadAsync(bob.Id, alice.Id, message.Id);
        Assert.That(executions.TakeWrites(), Has.Count.EqualTo(1));
        await node.MarkReadAsync(bob.Id, alice.Id, message.Id);
        Assert.That(executions.TakeWrites(), Is.Empty, "a read mark that changes nothing");
    }

    [Test]
    public async Task A_read_mark_after_a_batch_under_locks_needs_one_round_trip()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var first = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;
        var second = (await node.AppendAsync(alice, bob, "Hello again!")).Value.Message;
        await node.MarkReadAsync(bob.Id, alice.Id, Guid.CreateVersion7());
        using var executions = new Executions(database.Name);

        await node.MarkReadAsync(bob.Id, alice.Id, first.Id);
        await node.MarkReadAsync(bob.Id, alice.Id, second.Id);

        Assert.That(
            executions.TakeWrites(),
            Has.Count.EqualTo(2),
            "one each: the positions are still in the cache");
    }

    [Test]
    public async Task The_position_of_a_message_of_another_node_is_looked_up_once()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        var message = (await there.AppendAsync(alice, bob, "Hello!")).Value.Message;
        await here.MarkReadAsync(bob.Id, alice.Id, message.Id);
        using var executions = new Executions(database.Name);

        await here.MarkReadAsync(alice.Id, bob.Id, message.Id);

        Assert.That(executions.TakeWrites(), Has.Count.EqualTo(1), "written at once, without locks");
    }

    [Test]
    public async Task A_message_that_ends_the_archiving_needs_one_round_trip()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "Hello!");
        await node.UpdateConversationAsync(bob.Id, alice.Id, archived: true);
        using var executions = new Executions(database.Name);

        await node.AppendAsync(alice, bob, "Are you there?");

        Assert.That(executions.TakeWrites(), Has.Count.EqualTo(1));
        Assert.That(
            (await node.ListAsync(bob.Id)),
            Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_message_of_a_node_that_does_not_know_of_the_archiving_ends_it()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        await here.AppendAsync(alice, bob, "Hello!");
        await there.UpdateConversationAsync(bob.Id, alice.Id, archived: true);

        await here.AppendAsync(alice, bob, "Are you there?");

        Assert.That(
            (await there.ListAsync(bob.Id)),
            Has.Count.EqualTo(1));
        Assert.That(
            (await there.ReadLogAsync(bob)).Select(logged => logged.Event!.GetType().Name),
            Is.EqualTo(new[] { "MessageSent", "ConversationUpdated", "MessageSent", "ConversationUpdated" }));
    }

    [Test]
    public async Task A_batch_on_stale_rows_is_decided_again_under_locks()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        await here.AppendAsync(alice, bob, "first");
        await there.AppendAsync(alice, bob, "second");
        using var executions = new Executions(database.Name);

        var third = await here.AppendAsync(alice, bob, "third");

        Assert.That(
            executions.TakeWrites(),
            Has.Count.EqualTo(3),
            "one that fails, one that locks and reads, one that writes and commits");
        Assert.That(third.Value.Message.Seq, Is.EqualTo(3));
        Assert.That((await here.ReadLogAsync(bob)).Select(logged => logged.Number), Is.EqualTo(new long[] { 1, 2, 3 }));

        await here.AppendAsync(alice, bob, "fourth");
        Assert.That(executions.TakeWrites(), Has.Count.EqualTo(2), "no optimistic commit right after a failure");
        await here.AppendAsync(alice, bob, "fifth");
        Assert.That(executions.TakeWrites(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_page_needs_one_round_trip()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var first = (await node.AppendAsync(alice, bob, "first")).Value.Message;
        await node.AppendAsync(bob, alice, "second");
        var conversation = await node.History.FindConversationAsync(alice.Id, bob.Id, CancellationToken.None);
        using var executions = new Executions(database.Name);

        await node.History.FindConversationAsync(bob.Id, alice.Id, CancellationToken.None);
        Assert.That(executions.Take(), Is.Empty, "the conversation is cached");
        await node.History.ReadAsync(conversation!, new HistoryRange(null, null), 50, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1), "the newest page of history");
        await node.History.ReadAsync(conversation!, new HistoryRange(null, first.Id), 50, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1), "a page of history after a message");
        await node.Conversations.ListAsync(alice.Id, false, before: null, 50, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1), "a page of the conversation list");
        await node.Conversations.CountUnreadAsync(alice.Id, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1), "the unread total");
        await node.Conversations.ListBlocksAsync(alice.Id, before: null, 50, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1), "a page of blocks");
        await node.Log.ReadAsync(alice.Id, 0, 50, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1), "a page of events");
    }

    [Test]
    public async Task Many_connecting_devices_share_their_round_trips()
    {
        const int Many = 200;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync(WithoutSweeps);
        var users = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => node.AddUserAsync()));
        var sessions = new List<Session>();
        foreach (var user in users)
        {
            sessions.Add(await StartSessionAsync(node, user));
        }

        using var executions = new Executions(database.Name);
        var bounds = users.Select(user => node.Log.GetBoundsAsync(user.Id, CancellationToken.None)).ToList();
        await Task.WhenAll(bounds).WaitAsync(TestNode.Patience);
        Assert.That(
            executions.Take(),
            Has.Count.InRange(1, Many / 10),
            "the first alone, and then all that queued during it");

        var states = sessions
            .Select(session => node.Sessions.FindStateAsync(session.Id, CancellationToken.None).AsTask()).ToList();
        await Task.WhenAll(states).WaitAsync(TestNode.Patience);
        Assert.That(executions.Take(), Has.Count.InRange(1, Many / 10));
        Assert.That(states.Select(state => state.Result!.UserId), Is.EqualTo(users.Select(user => user.Id)));
    }

    [Test]
    public async Task A_single_socket_needs_one_round_trip_for_its_session_and_one_for_its_bounds()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync(WithoutSweeps);
        var user = await node.AddUserAsync();
        var session = await StartSessionAsync(node, user);
        using var executions = new Executions(database.Name);

        await node.Sessions.FindStateAsync(session.Id, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1));
        await node.Sessions.FindStateAsync(session.Id, CancellationToken.None);
        Assert.That(executions.Take(), Is.Empty, "cached for two seconds");

        await node.Log.GetBoundsAsync(user.Id, CancellationToken.None);
        Assert.That(executions.Take(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_plan_for_empty_tables_uses_an_index()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        await using var connection = await node.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        // Prepared, with the generic plan that PostgreSQL uses for a frequent statement, without the values.
        await using var prepare = new NpgsqlCommand(
            """
            SET LOCAL plan_cache_mode = force_generic_plan;
            PREPARE look_up(uuid[], uuid[]) AS SELECT m.seq FROM unnest($1, $2) AS asked(sender_id, client_message_id)
            JOIN messages m ON m.sender_id = asked.sender_id AND m.client_message_id = asked.client_message_id
            """,
            connection);
        await prepare.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand(
            "EXPLAIN EXECUTE look_up(ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()])", connection);

        var plan = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        Assert.That(
            plan,
            Has.Some.Contains("Index Scan using ix_messages_client_message_id").And.None.Contains("Seq Scan"),
            string.Join('\n', plan));
    }

    // The clock stands still, so that the node sends only the statements that the test causes.
    private static void WithoutSweeps(IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(TestTime.Noon));

    private static async Task<Session> StartSessionAsync(TestNode node, User user)
    {
        var session = Session.Start(
            Guid.CreateVersion7(), user.Id, TestTime.Noon, TestSession.Lifetime, TestSession.Device);
        await node.Credentials.StartSessionAsync(user, newHash: null, session, CancellationToken.None);
        return session;
    }

    /// <summary>
    /// The statements that Npgsql sends to one database: one entry for each round trip. Without those by which each new
    /// connection, and a node every second, looks for the primary.
    /// </summary>
    private sealed class Executions : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly List<string> _statements = [];

        public Executions(string database)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    var tags = activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
                    if (tags.ContainsValue(database)
                        && (tags.GetValueOrDefault("db.query.text")
                            ?? tags.GetValueOrDefault("db.statement")) is { } text
                        && !text.Contains("event_epoch", StringComparison.Ordinal)
                        && !text.Contains("pg_is_in_recovery", StringComparison.Ordinal))
                    {
                        lock (_statements)
                        {
                            _statements.Add(text);
                        }
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public List<string> Take()
        {
            lock (_statements)
            {
                List<string> taken = [.. _statements];
                _statements.Clear();
                return taken;
            }
        }

        /// <summary>The statements without those of the node's periodic checks and its indexer.</summary>
        public List<string> TakeWrites() => Take().FindAll(text =>
            text.Contains("UPDATE", StringComparison.Ordinal) && !text.Contains("search_", StringComparison.Ordinal));

        public void Dispose() => _listener.Dispose();
    }
}
