namespace ChatApp.Api.Tests.Concurrency;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ParallelSendTests(Database database) : ContractTests(database)
{
    private const int Repeats = 32;
    private const int Writers = 6;
    private const int MessagesOfEach = 40;

    [Test]
    public async Task A_repeat_does_not_arrive_before_the_original_event()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        for (var round = 0; round < 20; round++)
        {
            var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            await socket.SendMessageAsync(bob, "one", first);
            await socket.SendMessageAsync(bob, "two", second);
            await socket.SendMessageAsync(bob, "two", second);

            var frames = new[] { await socket.NextAsync(), await socket.NextAsync(), await socket.NextAsync() };

            Assert.That(
                frames.Select(frame => (frame.ToMessage().Seq, frame.Has("repeat"))),
                Is.EqualTo(new[] { ((round * 2) + 1L, false), ((round * 2) + 2L, false), ((round * 2) + 2L, true) }));
        }
    }

    [Test]
    public async Task Parallel_repeats_store_and_deliver_one_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await bob.ConnectAsync();
        var body = new { recipient_id = bob.Id, content = "once", client_message_id = Guid.CreateVersion7() };

        var answers = await Task.WhenAll(Enumerable.Range(0, Repeats)
            .Select(_ => alice.HttpClient.PostObjectAsync("api/v1/messages/dm", body)));

        var statuses = answers.GroupBy(answer => answer.StatusCode)
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.That(statuses, Is.EquivalentTo(new Dictionary<HttpStatusCode, int>
        {
            [HttpStatusCode.Created] = 1,
            [HttpStatusCode.OK] = Repeats - 1,
        }));
        await socket.SendMessageAsync(alice.Id, "after it");
        Assert.That(
            (await socket.NextMessagesAsync(2)).Select(message => message.Seq), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Parallel_repeats_with_another_text_are_conflicts()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, Repeats)
            .Select(i => alice.HttpClient.PostObjectAsync(
                "api/v1/messages/dm", new { recipient_id = bob.Id, content = $"text {i}", client_message_id = id })));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict), Is.EqualTo(Repeats - 1));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task First_messages_in_both_directions_at_once_share_one_conversation()
    {
        var (alice, bob) = await RegisterTwoAsync();

        var sent = await Task.WhenAll(Enumerable.Range(0, Repeats)
            .Select(i => i % 2 == 0 ? alice.SendAsync(bob.Id, $"a{i}") : bob.SendAsync(alice.Id, $"b{i}")));

        Assert.That(
            sent.Select(message => message.Seq).Order(), Is.EqualTo(Enumerable.Range(1, Repeats).Select(i => (long)i)));
    }

    [Test]
    public async Task Readers_of_the_stream_miss_nothing_during_parallel_commits()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Server.RegisterAsync()));
        var start = (await bob.SyncAsync()).Cursor;
        await using var socket = await bob.ConnectAsync();

        var reading = ReadAsync(bob, start, Writers * MessagesOfEach);
        await Task.WhenAll(others.Select(async other =>
        {
            for (var i = 0; i < MessagesOfEach; i++)
            {
                await other.SendAsync(bob.Id, $"{other.Id} {i}");
            }
        }));

        var synced = await reading.WaitAsync(TimeSpan.FromSeconds(60));
        var live = await socket.NextMessagesAsync(Writers * MessagesOfEach);
        var whole = await bob.SyncAllAsync(start, limit: 200);
        Assert.That(synced, Is.EqualTo(whole.Select(frame => frame.ToMessage().Content)), "read while the stream grew");
        Assert.That(live.Select(message => message.Content), Is.EqualTo(synced), "delivered live");
        foreach (var other in others)
        {
            Assert.That(
                synced.Where(text => text.StartsWith(other.Id.ToString(), StringComparison.Ordinal)),
                Is.EqualTo(Enumerable.Range(0, MessagesOfEach).Select(i => $"{other.Id} {i}")));
        }
    }

    // Reads pages as fast as possible, so that many pages end during a commit.
    private static async Task<List<string>> ReadAsync(ChatUser user, string since, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            var page = await user.SyncAsync(since, limit: 7);
            texts.AddRange(page.Events.Select(frame => frame.ToMessage().Content));
            since = page.Cursor;
        }

        return texts;
    }
}
