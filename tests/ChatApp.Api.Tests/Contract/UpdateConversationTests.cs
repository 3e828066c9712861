namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class UpdateConversationTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task The_answer_is_the_row_of_the_list_and_nobody_else_sees_the_values()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await bob.SendAsync(alice, "Hello!");

        using var request = new HttpRequestMessage(HttpMethod.Patch, Path(bob.Id))
        {
            Content = ChatJson.Content(new { muted = true, pinned = true }),
        };
        var row = await alice.HttpClient.SendAsync(request).JsonAsync(HttpStatusCode.OK);

        var listed = await alice.HttpClient.GetAsync("api/v1/messages/conversations").JsonAsync(HttpStatusCode.OK);
        Assert.That(row.GetRawText(), Is.EqualTo(listed[0].GetRawText()));
        Assert.That(Values((await alice.ConversationsAsync()).Items.Single()), Is.EqualTo((false, true, true)));
        Assert.That(Values((await bob.ConversationsAsync()).Items.Single()), Is.EqualTo((false, false, false)));
    }

    [TestCase("{}")]
    [TestCase("""{"archived":null,"muted":null,"pinned":null}""")]
    [TestCase("""{"muted":true,"pinned":null,"unknown":1}""")]
    public async Task What_is_absent_null_or_set_already_changes_nothing(string body)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await bob.SendAsync(alice, "Hello!");
        await alice.UpdateConversationAsync(bob.Id, muted: true);
        var since = (await alice.SyncAsync()).Cursor;

        using var answer = await PatchAsync(alice, bob.Id, body);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Values((await alice.ConversationsAsync()).Items.Single()), Is.EqualTo((false, true, false)));
        Assert.That(await alice.SyncAllAsync(since), Is.Empty);
    }

    [Test]
    public async Task A_change_reaches_the_callers_other_devices_with_all_events_and_no_one_else()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await bob.SendAsync(alice, "Hello!");
        await using var phone = await alice.ConnectAsync();
        await using var plain = await alice.ConnectAsync(allEvents: false);
        await using var other = await bob.ConnectAsync();

        await alice.UpdateConversationAsync(bob.Id, archived: true, pinned: true);

        var update = (await phone.NextAsync()).ToConversationUpdate();
        Assert.That(
            (update.UserId, update.Archived, update.Muted, update.Pinned), Is.EqualTo((bob.Id, true, false, true)));
        Assert.That(update.Cursor, Is.Not.Empty);
        await alice.SendAsync(bob, "fence");
        Assert.That((await plain.MessageAsync()).Content, Is.EqualTo("fence"));
        Assert.That((await other.NextAsync()).ToMessage().Content, Is.EqualTo("fence"));
    }

    [Test]
    public async Task Archived_conversations_are_a_list_of_their_own()
    {
        var alice = await Server.RegisterAsync();
        var peers = await SendToManyAsync(alice, 3);

        await alice.UpdateConversationAsync(peers[1], archived: true);

        Assert.That(Peers(await alice.ConversationsAsync()), Is.EqualTo(new[] { peers[2], peers[0] }));
        Assert.That(Peers(await alice.ConversationsAsync(archived: true)), Is.EqualTo(new[] { peers[1] }));
        await alice.UpdateConversationAsync(peers[1], archived: false);
        Assert.That(Peers(await alice.ConversationsAsync()), Is.EqualTo(new[] { peers[2], peers[1], peers[0] }));
        Assert.That(Peers(await alice.ConversationsAsync(archived: true)), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Pinned_conversations_come_first_also_over_pages(bool archived)
    {
        var alice = await Server.RegisterAsync();
        var peers = await SendToManyAsync(alice, 7);
        foreach (var peer in peers)
        {
            await alice.UpdateConversationAsync(peer, archived: archived);
        }

        await alice.UpdateConversationAsync(peers[4], pinned: true);
        await alice.UpdateConversationAsync(peers[1], pinned: true);
        Guid[] expected = [peers[4], peers[1], peers[6], peers[5], peers[3], peers[2], peers[0]];

        foreach (var limit in new[] { 1, 2, 3, 7 })
        {
            var page = await alice.ConversationsAsync(limit, archived: archived);
            var read = Peers(page).ToList();
            while (page.Next is not null)
            {
                page = await alice.NextPageAsync(page);
                read.AddRange(Peers(page));
            }

            Assert.That(read, Is.EqualTo(expected), $"limit {limit}");
        }
    }

    [Test]
    public async Task A_row_that_is_unpinned_meanwhile_keeps_its_place_as_a_page_bound()
    {
        var alice = await Server.RegisterAsync();
        var peers = await SendToManyAsync(alice, 3);
        await alice.UpdateConversationAsync(peers[0], pinned: true);
        var first = await alice.ConversationsAsync(limit: 1);

        await alice.UpdateConversationAsync(peers[0], pinned: false);
        var second = await alice.NextPageAsync(first);

        Assert.That(Peers(first).Concat(Peers(second)), Is.EqualTo(new[] { peers[0], peers[2] }));
    }

    [TestCase("9999-12-31T23:59:59.999999Z")]
    [TestCase("0001-01-01T00:00:00Z")]
    public async Task Any_time_is_a_place_in_the_list(string at)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "Hello!");

        foreach (var pinned in new[] { "true", "false" })
        {
            using var answer = await alice.HttpClient.GetAsync(
                $"api/v1/messages/conversations?before={bob.Id}&before_at={at}&before_pinned={pinned}");
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task A_message_of_the_other_ends_the_archiving_and_tells_it_after_itself()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await bob.SendAsync(alice, "Hello!");
        await alice.UpdateConversationAsync(bob.Id, archived: true, pinned: true);
        await using var socket = await alice.ConnectAsync();

        await alice.SendAsync(bob, "my own");
        Assert.That((await socket.NextAsync()).ToMessage().Content, Is.EqualTo("my own"));
        Assert.That(Peers(await alice.ConversationsAsync()), Is.Empty, "a message of one's own changes nothing");
        await bob.SendAsync(alice, "Are you there?");

        Assert.That((await socket.NextAsync()).ToMessage().Content, Is.EqualTo("Are you there?"));
        var update = (await socket.NextAsync()).ToConversationUpdate();
        Assert.That(
            (update.UserId, update.Archived, update.Muted, update.Pinned), Is.EqualTo((bob.Id, false, false, true)));
        Assert.That(Peers(await alice.ConversationsAsync()), Is.EqualTo(new[] { bob.Id }));
    }

    [Test]
    public async Task A_muted_conversation_stays_in_the_archive()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await bob.SendAsync(alice, "Hello!");
        await alice.UpdateConversationAsync(bob.Id, archived: true, muted: true);
        var since = (await alice.SyncAsync()).Cursor;

        await bob.SendAsync(alice, "Are you there?");

        Assert.That((await alice.SyncAllAsync(since)).Select(frame => frame.Type), Is.EqualTo(new[] { "message" }));
        Assert.That((await alice.ConversationsAsync(archived: true)).Items.Single().UnreadCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Notes_to_oneself_can_be_archived_and_stay_so()
    {
        var alice = await Server.RegisterAsync();
        await alice.SendAsync(alice, "Buy milk");

        await alice.UpdateConversationAsync(alice.Id, archived: true);
        await alice.SendAsync(alice, "Buy bread");

        Assert.That(Peers(await alice.ConversationsAsync(archived: true)), Is.EqualTo(new[] { alice.Id }));
    }

    [Test]
    public async Task A_conversation_that_does_not_exist_is_not_found()
    {
        var (alice, bob) = await RegisterTwoAsync();

        foreach (var user in new[] { bob.Id, alice.Id, Guid.CreateVersion7() })
        {
            await alice.UpdateConversationAsync(user, pinned: true)
                .RefusedAsync(HttpStatusCode.NotFound, "conversation_not_found");
        }
    }

    [TestCase("archived", "1")]
    [TestCase("muted", "\"true\"")]
    [TestCase("pinned", "[]")]
    public async Task A_value_that_is_no_boolean_is_refused_and_named(string name, string value)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await PatchAsync(alice, bob.Id, $"{{\"{name}\":{value}}}").InvalidFieldAsync(name);
    }

    private static string Path(Guid peer) => $"api/v1/messages/conversations/{peer}";

    private static Task<HttpResponseMessage> PatchAsync(ChatUser user, Guid peer, string body) =>
        user.HttpClient.PatchAsync(Path(peer), new StringContent(body, null, "application/json"));

    private async Task<IReadOnlyList<Guid>> SendToManyAsync(ChatUser sender, int count)
    {
        var peers = new List<Guid>(count);
        while (peers.Count < count)
        {
            var peer = await Server.RegisterAsync();
            await sender.SendAsync(peer, "Hello!");
            peers.Add(peer.Id);
        }

        return peers;
    }

    private static IEnumerable<Guid> Peers(ChatPage<ConversationSummary> page) => page.Items.Select(row => row.UserId);

    private static (bool Archived, bool Muted, bool Pinned) Values(ConversationSummary row) =>
        (row.Archived, row.Muted, row.Pinned);
}
