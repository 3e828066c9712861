namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class BlockTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Neither_can_write_to_the_other_until_the_block_is_lifted()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "1");

        await alice.BlockAsync(bob.Id);
        await alice.BlockAsync(bob.Id);

        var sentences = new HashSet<string>();
        foreach (var (sender, recipient) in new[] { (alice, bob), (bob, alice) })
        {
            var problem = await sender.SendAsync(recipient, "lost").RefusedAsync(HttpStatusCode.Forbidden, "blocked");
            sentences.Add(JsonSerializer.Deserialize<JsonElement>(problem.Body).Text("detail"));
            await using var socket = await sender.ConnectAsync();
            var id = Guid.CreateVersion7();
            await socket.SendMessageAsync(recipient, "lost", id);
            var error = await socket.ErrorAsync("blocked");
            Assert.That(error.Json.Text("client_message_id"), Is.EqualTo(id.ToString()));
        }

        Assert.That(sentences, Has.Count.EqualTo(1), "it does not say who blocks whom");
        await alice.UnblockAsync(bob.Id);
        await alice.UnblockAsync(bob.Id);
        await bob.SendAsync(alice, "2");
        await alice.SendAsync(bob, "3");
        Assert.That(
            (await bob.HistoryAsync(alice.Id)).Items.Select(message => (message.Content, message.Seq)),
            Is.EqualTo(new[] { ("3", 3L), ("2", 2L), ("1", 1L) }));
    }

    [Test]
    public async Task Each_lifts_only_the_own_block()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.BlockAsync(bob.Id);
        await bob.UnblockAsync(alice.Id);
        await bob.SendAsync(alice, "lost").RefusedAsync(HttpStatusCode.Forbidden, "blocked");

        await bob.BlockAsync(alice.Id);
        await alice.UnblockAsync(bob.Id);
        await alice.SendAsync(bob, "lost").RefusedAsync(HttpStatusCode.Forbidden, "blocked");

        await bob.UnblockAsync(alice.Id);
        await alice.SendAsync(bob, "passes");
    }

    [Test]
    public async Task A_stranger_can_be_blocked_before_the_first_message()
    {
        var (alice, bob) = await RegisterTwoAsync();

        await alice.BlockAsync(bob.Id);

        await bob.SendAsync(alice, "lost").RefusedAsync(HttpStatusCode.Forbidden, "blocked");
        foreach (var (user, peer) in new[] { (alice, bob), (bob, alice) })
        {
            Assert.That((await user.ConversationsAsync()).Items, Is.Empty);
            Assert.That((await user.UnreadAsync()).Conversations, Is.Zero);
            Assert.That((await user.HistoryAsync(peer.Id)).Items, Is.Empty);
            await user.ConversationsAsync(before: peer.Id).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
            await user.MarkReadAsync(peer.Id, Guid.CreateVersion7())
                .RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        }

        await alice.UnblockAsync(bob.Id);
        Assert.That((await bob.SendAsync(alice, "the first")).Seq, Is.EqualTo(1));
        Assert.That((await alice.ConversationsAsync()).Items.Single().UnreadCount, Is.EqualTo(1));
    }

    [Test]
    public async Task History_stays_and_a_repeat_is_answered()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        var sent = await bob.SendAsync(alice, "before the block", id);

        await alice.BlockAsync(bob.Id);

        Assert.That(await bob.SendAsync(alice, "before the block", id), Is.EqualTo(sent));
        Assert.That(await alice.MessageAsync(sent.Id), Is.EqualTo(sent));
        Assert.That((await alice.HistoryAsync(bob.Id)).Items, Is.EqualTo(new[] { sent }));
        var row = (await alice.ConversationsAsync()).Items.Single();
        Assert.That((row.UserId, row.UnreadCount), Is.EqualTo((bob.Id, 1L)));
    }

    [Test]
    public async Task Edits_and_new_reactions_are_refused_and_removals_pass()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await bob.SendAsync(alice, "Hello");
        await bob.AddReactionAsync(sent.Id, "👍");
        await alice.BlockAsync(bob.Id);

        await bob.EditAsync(sent.Id, "new text").RefusedAsync(HttpStatusCode.Forbidden, "blocked");
        foreach (var user in new[] { alice, bob })
        {
            await user.AddReactionAsync(sent.Id, "🎉").RefusedAsync(HttpStatusCode.Forbidden, "blocked");
        }

        await bob.RemoveReactionAsync(sent.Id, "👍");
        Assert.That((await alice.MessageAsync(sent.Id)).Reactions, Is.Empty);
        await bob.DeleteAsync(sent.Id);
        Assert.That((await alice.MessageAsync(sent.Id)).Content, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Under_a_block_a_read_mark_is_seen_only_by_the_reader(bool isBlockedByReader)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await alice.SendAsync(bob, "1");
        await bob.MarkReadAsync(alice.Id, first.Id);
        var second = await alice.SendAsync(bob, "2");
        var (blocker, blocked) = isBlockedByReader ? (bob, alice) : (alice, bob);
        await blocker.BlockAsync(blocked.Id);
        await using var ofBob = await bob.ConnectAsync();
        var since = (await alice.SyncAsync()).Cursor;

        await ofBob.MarkDeliveredAsync(alice.Id, second.Id);
        await bob.MarkReadAsync(alice.Id, second.Id);

        var read = (await ofBob.NextAsync()).ToReadReceipt();
        Assert.That((read.UserId, read.MessageId), Is.EqualTo((bob.Id, second.Id)), "there is no delivered event");
        Assert.That(await alice.SyncAllAsync(since), Is.Empty);
        Assert.That(await MarksAsync(), Is.EqualTo((2L, 0L, 1L, 1L)));

        await blocker.UnblockAsync(blocked.Id);
        await bob.MarkReadAsync(alice.Id, second.Id);
        Assert.That(await MarksAsync(), Is.EqualTo((2L, 0L, 1L, 1L)), "no mark has moved since");
        var third = await alice.SendAsync(bob, "3");
        await bob.MarkReadAsync(alice.Id, third.Id);
        Assert.That(await MarksAsync(), Is.EqualTo((3L, 0L, 3L, 3L)));

        async Task<(long Read, long Unread, long Shown, long Delivered)> MarksAsync()
        {
            var mine = (await bob.ConversationsAsync()).Items.Single();
            var theirs = (await alice.ConversationsAsync()).Items.Single();
            return (mine.LastReadSeq, mine.UnreadCount, theirs.PeerLastReadSeq, theirs.PeerLastDeliveredSeq);
        }
    }

    [Test]
    public async Task A_block_concerns_no_other_conversation()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        await alice.BlockAsync(bob.Id);

        await alice.SendAsync(carol, "passes");
        await carol.SendAsync(bob, "passes");
        await bob.SendAsync(carol, "passes");
        await alice.SendAsync(alice, "a note");
    }

    [Test]
    public async Task Only_another_existing_user_can_be_blocked()
    {
        var alice = await Server.RegisterAsync();
        var path = $"api/v1/users/{alice.Id}/block";

        await alice.BlockAsync(Guid.CreateVersion7()).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
        await alice.UnblockAsync(Guid.CreateVersion7()).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
        await alice.HttpClient.PutAsync(path, content: null).InvalidFieldAsync("user_id");
        await alice.HttpClient.DeleteAsync(path).InvalidFieldAsync("user_id");
    }

    [Test]
    public async Task To_lift_a_block_of_a_stranger_changes_nothing_and_opens_no_conversation()
    {
        var (alice, bob) = await RegisterTwoAsync();

        await alice.UnblockAsync(bob.Id);

        Assert.That((await alice.BlocksAsync()).Items, Is.Empty);
        await bob.SendAsync(alice, "passes");
    }

    [Test]
    public async Task The_own_blocks_are_listed_by_links_with_the_newest_first()
    {
        var alice = await Server.RegisterAsync();
        var others = new List<ChatUser>();
        while (others.Count < 5)
        {
            others.Add(await Server.RegisterAsync());
            await alice.BlockAsync(others[^1].Id);
        }

        await others[0].BlockAsync(alice.Id);
        var page = await alice.BlocksAsync(limit: 2);
        var (read, sizes) = (page.Items.Select(user => user.Id).ToList(), new List<int> { page.Items.Count });
        while (page.Next is not null)
        {
            page = await alice.NextPageAsync(page);
            read.AddRange(page.Items.Select(user => user.Id));
            sizes.Add(page.Items.Count);
        }

        Assert.That(sizes, Is.EqualTo(new[] { 2, 2, 1 }));
        Assert.That(read, Is.EqualTo(Enumerable.Reverse(others).Select(other => other.Id)));
        var first = (await alice.HttpClient.GetAsync("api/v1/users/me/blocks?limit=1").JsonAsync(HttpStatusCode.OK))[0];
        Assert.That(first.Names(), Is.EqualTo(new[] { "id", "username", "display_name" }));
        Assert.That(first.Text("username"), Is.EqualTo(others[4].Username));

        await alice.UnblockAsync(others[2].Id);
        Assert.That((await alice.BlocksAsync()).Items, Has.Count.EqualTo(4));
        await alice.BlocksAsync(before: others[2].Id).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
        await alice.BlockAsync(others[2].Id);
        Assert.That((await alice.BlocksAsync(limit: 1)).Items.Single().Id, Is.EqualTo(others[2].Id), "a new block");
        Assert.That(
            (await others[0].BlocksAsync()).Items.Select(user => user.Id), Is.EqualTo(new[] { alice.Id }));
        await alice.HttpClient.GetAsync("api/v1/users/me/blocks?limit=0").InvalidFieldAsync("limit");
    }

    [Test]
    public async Task A_block_of_a_stranger_counts_as_a_new_conversation()
    {
        await using var server = await StartServerWithClockAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:NewConversationsBurst", "1"));
        var (alice, bob) = await RegisterTwoAsync(server);
        var carol = await server.RegisterAsync(UniqueName.Next("carol_"));
        await alice.BlockAsync(Guid.CreateVersion7()).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");

        await alice.BlockAsync(bob.Id);
        await alice.BlockAsync(carol.Id).RefusedAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        await carol.SendAsync(alice, "opens the conversation");
        await alice.BlockAsync(carol.Id);
    }
}
