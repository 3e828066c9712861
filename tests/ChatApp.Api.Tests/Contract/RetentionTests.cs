using ChatApp.Infrastructure.Persistence.Retention;
using ChatApp.Infrastructure.Persistence.Searching;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Contract;

/// <summary>What clients see of messages and events that are kept for a limited time.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class RetentionTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_cursor_older_than_the_kept_events_has_expired_and_the_client_resumes_with_a_snapshot()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        var before = (await bob.SyncAsync()).Cursor;
        await alice.SendAsync(bob, "1");
        var between = (await bob.SyncAsync()).Cursor;
        await alice.SendAsync(bob, "2");
        var after = (await bob.SyncAsync()).Cursor;
        (alice, bob) = await PassAsync(server, days: 11, alice, bob);
        await alice.SendAsync(bob, "3");
        await RunAsync(server);

        await bob.SyncAsync(before).RefusedAsync(HttpStatusCode.Gone, "cursor_expired");
        await bob.SyncAsync(between).RefusedAsync(HttpStatusCode.Gone, "cursor_expired");
        Assert.That((await bob.SyncAsync(after)).Messages.Single().Content, Is.EqualTo("3"));

        await using (var late = await bob.ConnectAsync(between))
        {
            await late.ErrorAsync("cursor_expired");
            await alice.SendAsync(bob, "4");
            Assert.That((await late.MessageAsync()).Content, Is.EqualTo("4"));
        }

        var snapshot = (await bob.SyncAsync()).Cursor;
        var row = (await bob.ConversationsAsync()).Items.Single();
        var history = (await bob.HistoryAsync(alice.Id)).Items;
        await alice.SendAsync(bob, "5");
        await using var socket = await bob.ConnectAsync(snapshot);

        Assert.That((row.LastMessage, row.LastSeq, row.UnreadCount), Is.EqualTo(("4", 4L, 4L)), "messages are kept");
        Assert.That(history.Select(message => message.Content), Is.EqualTo(new[] { "4", "3", "2", "1" }));
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("5"));
    }

    [Test]
    public async Task A_history_ends_with_its_oldest_kept_message()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        var id = Guid.CreateVersion7();
        var gone = await alice.SendAsync(bob, "gone", id);
        await alice.SendAsync(bob, "gone too");
        (alice, bob) = await PassAsync(server, days: 20, alice, bob);
        var answer = await bob.SendAsync(alice, "an answer", replyToId: gone.Id);
        var newest = await alice.SendAsync(bob, "the newest");
        (alice, bob) = await PassAsync(server, days: 11, alice, bob);
        await RunAsync(server);

        var page = await bob.HistoryAsync(alice.Id);
        Assert.That(page.Items.Select(message => message.Seq), Is.EqualTo(new[] { 4L, 3L }));
        Assert.That(page.Items[^1].ReplyToId, Is.EqualTo(gone.Id));
        Assert.That((await bob.HistoryAsync(alice.Id, before: answer.Id)).Items, Is.Empty);
        Assert.That((await bob.HistoryAroundAsync(alice.Id, answer.Id)).Items, Has.Count.EqualTo(2));
        foreach (var call in new Task[]
        {
            bob.HistoryAsync(alice.Id, before: gone.Id),
            bob.HistoryAsync(alice.Id, after: gone.Id),
            bob.HistoryAroundAsync(alice.Id, gone.Id),
            bob.MessageAsync(gone.Id),
            bob.MarkReadAsync(alice.Id, gone.Id),
            bob.AddReactionAsync(gone.Id, "👍"),
            alice.EditAsync(gone.Id, "edited"),
            alice.DeleteAsync(gone.Id),
            alice.SendAsync(bob, "an answer", replyToId: gone.Id),
        })
        {
            await call.RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        }

        Assert.That((await bob.SearchMessagesAsync("gone")).Items, Is.Empty);
        Assert.That((await bob.UnreadAsync()).Messages, Is.EqualTo(1));
        Assert.That((await bob.ConversationsAsync()).Items.Single().LastMessageId, Is.EqualTo(newest.Id));
        var lines = await bob.ExportAsync().Where(line => line.Type == "message").ToListAsync();
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(
            (await alice.SendAsync(bob, "gone", id)).Seq, Is.EqualTo(5), "its client message id is forgotten");
        var check = await server.RunCommandAsync("check");
        Assert.That(check.Code, Is.EqualTo(0), $"{check}");
    }

    [Test]
    public async Task Devices_see_the_newest_message_lose_its_text()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await alice.SendAsync(bob, "1");
        var newest = await alice.SendAsync(bob, "2");
        (_, bob) = await PassAsync(server, days: 31, alice, bob);
        await using var socket = await bob.ConnectAsync();

        await RunAsync(server);

        var deleted = (await socket.NextAsync("message_deleted")).ToDeletedMessage();
        Assert.That((deleted.Id, deleted.Content), Is.EqualTo((newest.Id, "")));
        var row = (await bob.ConversationsAsync()).Items.Single();
        Assert.That((row.LastMessageId, row.LastMessage, row.UnreadCount), Is.EqualTo((newest.Id, "", 0L)));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items.Select(message => message.Seq), Is.EqualTo(new[] { 2L }));
    }

    private Task<ChatTestServer> StartAsync() =>
        StartServerWithClockAsync(("Retention:MessageDays", "30"), ("Retention:EventDays", "10"));

    /// <summary>Moves the clock without waking what waits for it, and logs both in again.</summary>
    private static async Task<(ChatUser, ChatUser)> PassAsync(
        ChatTestServer server, int days, ChatUser one, ChatUser other)
    {
        var clock = ClockOf(server);
        clock.AdjustTime(clock.GetUtcNow().AddDays(days));
        return (await one.LogInAsync(), await other.LogInAsync());
    }

    private static async Task RunAsync(ChatTestServer server)
    {
        await server.Services.GetRequiredService<SearchIndexer>().RoundAsync(CancellationToken.None);
        Assert.That(
            await server.Services.GetRequiredService<RetentionService>().RunAsync(CancellationToken.None),
            Is.Not.Null);
    }
}
