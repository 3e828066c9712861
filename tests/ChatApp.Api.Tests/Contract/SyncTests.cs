namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SyncTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Sync_without_since_returns_the_current_cursor_and_no_events()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "before");

        var page = await bob.HttpClient.GetAsync("api/v1/sync").JsonAsync(HttpStatusCode.OK);

        Assert.That(page.Names(), Is.SupersetOf(new[] { "events", "cursor", "has_more" }));
        Assert.That(page.GetProperty("events").GetArrayLength(), Is.Zero);
        Assert.That(page.GetProperty("has_more").GetBoolean(), Is.False);
        await alice.SendAsync(bob, "after");
        Assert.That(
            (await bob.SyncAsync(page.Text("cursor"))).Messages.Select(message => message.Content),
            Is.EqualTo(new[] { "after" }));
    }

    [Test]
    public async Task All_events_of_the_caller_are_returned_in_order()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var (aliceSince, bobSince) = ((await alice.SyncAsync()).Cursor, (await bob.SyncAsync()).Cursor);
        var first = await alice.SendAsync(bob, "received");
        await bob.MarkReadAsync(alice.Id, first.Id);
        await bob.SendAsync(alice, "sent");
        await carol.SendAsync(alice, "not bob's");

        var forBob = await bob.SyncAllAsync(bobSince);
        var forAlice = await alice.SyncAllAsync(aliceSince);

        Assert.That(forBob.Select(frame => frame.Type), Is.EqualTo(new[] { "message", "read", "message" }));
        Assert.That(
            forAlice.Select(frame => frame.Type), Is.EqualTo(new[] { "message", "read", "message", "message" }));
        foreach (var receipt in new[] { forBob[1].ToReadReceipt(), forAlice[1].ToReadReceipt() })
        {
            Assert.That(
                (receipt.UserId, receipt.PeerId, receipt.MessageId, receipt.Seq),
                Is.EqualTo((bob.Id, alice.Id, first.Id, 1L)));
        }
    }

    [Test]
    public async Task The_cursor_of_each_event_continues_after_it()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        for (var i = 0; i < 5; i++)
        {
            await alice.SendAsync(bob, $"{i}");
        }

        var events = (await bob.SyncAsync(since)).Events;

        Assert.That(events.Select(frame => frame.Cursor), Is.Unique.And.All.Not.Null);
        for (var i = 0; i < events.Count; i++)
        {
            var rest = (await bob.SyncAsync(events[i].Cursor)).Messages.Select(message => message.Content);
            Assert.That(rest, Is.EqualTo(Enumerable.Range(i + 1, 4 - i).Select(n => $"{n}")));
        }
    }

    [Test]
    public async Task A_long_stream_can_be_read_in_pages()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        for (var i = 0; i < 7; i++)
        {
            await alice.SendAsync(bob, $"{i}");
        }

        var page = await bob.SyncAsync(since, limit: 3);
        Assert.That((page.Events.Count, page.HasMore), Is.EqualTo((3, true)));
        page = await bob.SyncAsync(page.Cursor, limit: 3);
        Assert.That((page.Events.Count, page.HasMore), Is.EqualTo((3, true)));
        page = await bob.SyncAsync(page.Cursor, limit: 3);
        Assert.That((page.Events.Count, page.HasMore), Is.EqualTo((1, false)));
        Assert.That((await bob.SyncAsync(page.Cursor)).Events, Is.Empty);
        Assert.That((await bob.SyncAsync(since, limit: 7)).HasMore, Is.False, "exactly all");
        Assert.That(
            (await bob.SyncAllAsync(since, limit: 1)).Select(frame => frame.ToMessage().Seq),
            Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6, 7 }));
    }

    [Test]
    public async Task A_page_without_a_limit_has_fifty_events()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        await Task.WhenAll(Enumerable.Range(0, 51).Select(i => alice.SendAsync(bob, $"{i}")));

        var page = await bob.SyncAsync(since);

        Assert.That((page.Events.Count, page.HasMore), Is.EqualTo((50, true)));
    }

    [TestCase("garbage")]
    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("99999999999999999999999999")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [TestCase("😀")]
    public async Task A_foreign_cursor_is_refused(string cursor)
    {
        var alice = await Server.RegisterAsync();
        await alice.SyncAsync(cursor).RefusedAsync(HttpStatusCode.BadRequest, "invalid_cursor");
    }

    [Test]
    public async Task A_cursor_of_another_server_is_refused()
    {
        await using var other = await StartServerAsync();
        var cursor = (await (await other.RegisterAsync()).SyncAsync()).Cursor;
        var alice = await Server.RegisterAsync();

        using var response = await alice.HttpClient.GetAsync($"api/v1/sync?since={Uri.EscapeDataString(cursor)}");

        var problem = await response.ProblemAsync(response.StatusCode);
        Assert.That(
            (response.StatusCode, problem.Text("code")),
            Is.AnyOf((HttpStatusCode.Gone, "cursor_expired"), (HttpStatusCode.BadRequest, "invalid_cursor")));
    }

    [Test]
    public async Task A_cursor_issued_before_a_restored_backup_has_expired()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await alice.SendAsync(bob, "in the backup");
        await server.StopAsync();
        await server.BackUpAsync();
        await server.RestartAsync();
        await alice.SendAsync(bob, "lost with the database");
        var cursor = (await bob.SyncAsync()).Cursor;
        await server.StopAsync();
        await server.RestoreAsync();
        await server.RestartAsync();

        await bob.SyncAsync(cursor).RefusedAsync(HttpStatusCode.Gone, "cursor_expired");

        await using var socket = await bob.ConnectAsync(cursor);
        await socket.ErrorAsync("cursor_expired");
        await alice.SendAsync(bob, "live again");
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("live again"));
    }

    [TestCase("0")]
    [TestCase("201")]
    [TestCase("ten")]
    public async Task A_limit_out_of_range_is_refused(string limit)
    {
        var alice = await Server.RegisterAsync();
        var since = Uri.EscapeDataString((await alice.SyncAsync()).Cursor);
        await alice.HttpClient.GetAsync($"api/v1/sync?since={since}&limit={limit}").InvalidFieldAsync("limit");
    }
}
