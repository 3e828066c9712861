namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ConversationsTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_user_without_messages_has_no_conversations()
    {
        var alice = await Server.RegisterAsync();
        var list = await alice.HttpClient.GetAsync("api/v1/messages/conversations").JsonAsync(HttpStatusCode.OK);
        Assert.That(list.GetRawText(), Is.EqualTo("[]"));
    }

    [Test]
    public async Task A_row_contains_the_whole_last_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "first");
        var last = await bob.SendAsync(alice, "last");

        var row = (await alice.HttpClient.GetAsync("api/v1/messages/conversations").JsonAsync(HttpStatusCode.OK))[0];

        Assert.That(row.Names(), Does.Contain("display_name"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(row.Text("user_id"), Is.EqualTo(bob.Id.ToString()));
            Assert.That(row.Text("username"), Is.EqualTo(bob.Username));
            Assert.That(row.Text("last_message"), Is.EqualTo("last"));
            Assert.That(row.Text("last_message_id"), Is.EqualTo(last.Id.ToString()));
            Assert.That(row.Text("last_sender_id"), Is.EqualTo(bob.Id.ToString()));
            Assert.That(row.Text("last_at"), Does.Match(Patterns.Time));
            Assert.That(row.GetProperty("last_at").GetDateTimeOffset(), Is.EqualTo(last.CreatedAt));
            Assert.That(row.GetProperty("last_seq").GetInt64(), Is.EqualTo(2));
            Assert.That(row.GetProperty("unread_count").GetInt64(), Is.EqualTo(1));
            Assert.That(row.GetProperty("last_read_seq").GetInt64(), Is.Zero);
            Assert.That(row.GetProperty("peer_last_read_seq").GetInt64(), Is.Zero);
            Assert.That(row.GetProperty("peer_last_delivered_seq").GetInt64(), Is.Zero);
            Assert.That(row.GetRawText(), Does.Not.Contain("@"), "no email");
        }
    }

    [Test]
    public async Task Only_messages_of_the_peer_count_as_unread()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "1");
        await alice.SendAsync(bob, "2");

        Assert.That((await alice.ConversationsAsync()).Items.Single().UnreadCount, Is.Zero);
        Assert.That((await bob.ConversationsAsync()).Items.Single().UnreadCount, Is.EqualTo(2));
    }

    [Test]
    public async Task The_conversation_with_the_latest_message_comes_first()
    {
        var alice = await Server.RegisterAsync();
        var others = await RegisterManyAsync(3);
        foreach (var other in others)
        {
            await other.SendAsync(alice, "hello");
        }

        Assert.That(Peers(await alice.ConversationsAsync()), Is.EqualTo(others.Reverse().Select(other => other.Id)));
        await alice.SendAsync(others[0], "an answer");
        Assert.That(
            Peers(await alice.ConversationsAsync()), Is.EqualTo(new[] { others[0].Id, others[2].Id, others[1].Id }));
    }

    [Test]
    public async Task The_list_can_be_read_by_links()
    {
        var alice = await Server.RegisterAsync();
        var others = await RegisterManyAsync(7);
        foreach (var other in others)
        {
            await alice.SendAsync(other, "hello");
        }

        var page = await alice.ConversationsAsync(limit: 3);
        var (read, sizes) = (Peers(page).ToList(), new List<int> { page.Items.Count });
        while (page.Next is not null)
        {
            page = await alice.NextPageAsync(page);
            read.AddRange(Peers(page));
            sizes.Add(page.Items.Count);
        }

        Assert.That(sizes, Is.EqualTo(new[] { 3, 3, 1 }));
        Assert.That(read, Is.EqualTo(others.Reverse().Select(other => other.Id)));
        Assert.That((await alice.ConversationsAsync(limit: 7)).Next, Is.Null);
    }

    [Test]
    public async Task Before_accepts_the_user_of_the_last_row()
    {
        var alice = await Server.RegisterAsync();
        var others = await RegisterManyAsync(4);
        foreach (var other in others)
        {
            await alice.SendAsync(other, "hello");
        }

        var rest = await alice.ConversationsAsync(before: others[2].Id);

        Assert.That(Peers(rest), Is.EqualTo(new[] { others[1].Id, others[0].Id }));
        Assert.That(Peers(await alice.ConversationsAsync(before: others[0].Id)), Is.Empty);
    }

    [TestCase("limit", "0")]
    [TestCase("limit", "201")]
    [TestCase("limit", "ten")]
    [TestCase("before", "nothing")]
    [TestCase("archived", "perhaps")]
    [TestCase("before_pinned", "perhaps")]
    public async Task A_wrong_parameter_is_refused_and_named(string name, string value)
    {
        var alice = await Server.RegisterAsync();
        await alice.HttpClient.GetAsync($"api/v1/messages/conversations?{name}={value}").InvalidFieldAsync(name);
    }

    private async Task<IReadOnlyList<ChatUser>> RegisterManyAsync(int count)
    {
        var users = new List<ChatUser>(count);
        while (users.Count < count)
        {
            users.Add(await Server.RegisterAsync());
        }

        return users;
    }

    private static IEnumerable<Guid> Peers(ChatPage<ConversationSummary> page) => page.Items.Select(row => row.UserId);
}
