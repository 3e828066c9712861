namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class HistoryTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task The_history_without_messages_is_empty()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var history = await alice.HttpClient.GetAsync($"api/v1/messages/dm/{bob.Id}").JsonAsync(HttpStatusCode.OK);
        Assert.That(history.GetRawText(), Is.EqualTo("[]"));
    }

    [Test]
    public async Task The_history_with_an_unknown_user_is_not_found()
    {
        var alice = await Server.RegisterAsync();
        await alice.HistoryAsync(Guid.CreateVersion7()).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
    }

    [Test]
    public async Task Both_users_see_the_newest_message_first()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await alice.SendAsync(bob, "first");
        var second = await bob.SendAsync(alice, "second");

        Assert.That((await alice.HistoryAsync(bob.Id)).Items, Is.EqualTo(new[] { second, first }));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.EqualTo(new[] { second, first }));
    }

    [Test]
    public async Task A_third_user_does_not_see_the_conversation()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var message = await alice.SendAsync(bob, "between us");
        var carol = await Server.RegisterAsync();

        Assert.That((await carol.HistoryAsync(alice.Id)).Items, Is.Empty);
        Assert.That((await carol.HistoryAsync(bob.Id)).Items, Is.Empty);
        await carol.HistoryAsync(bob.Id, before: message.Id).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
    }

    [Test]
    public async Task The_whole_history_can_be_read_by_links_in_pages_of_fifty()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await SendManyAsync(alice, bob, 120);

        var pages = await ReadPagesAsync(bob, await bob.HistoryAsync(alice.Id));

        Assert.That(pages.Select(page => page.Length), Is.EqualTo(new[] { 50, 50, 20 }));
        Assert.That(pages.SelectMany(page => page), Is.EqualTo(Descending(120, 1)));
    }

    [Test]
    public async Task A_page_of_the_longest_messages_is_complete()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var texts = Enumerable.Range(0, 20).Select(i => new string((char)('一' + i), 4_000)).ToList();
        foreach (var text in texts)
        {
            await alice.SendAsync(bob, text);
        }

        // 240 KB in UTF-8.
        Assert.That(
            (await bob.HistoryAsync(alice.Id)).Items.Select(message => message.Content),
            Is.EqualTo(texts.AsEnumerable().Reverse()));
    }

    [Test]
    public async Task A_page_that_ends_with_the_first_message_has_no_link()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await SendManyAsync(alice, bob, 4);

        Assert.That((await bob.HistoryAsync(alice.Id, limit: 4)).Next, Is.Null);
        Assert.That((await bob.HistoryAsync(alice.Id, limit: 3)).Next, Is.Not.Null);
        Assert.That((await bob.HistoryAsync(alice.Id, limit: 200)).Items, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task New_messages_do_not_repeat_or_skip_any_in_the_pages()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await SendManyAsync(alice, bob, 9);
        var page = await bob.HistoryAsync(alice.Id, limit: 3);
        var read = page.Items.Select(message => message.Seq).ToList();

        while (page.Next is not null)
        {
            await alice.SendAsync(bob, "meanwhile");
            page = await bob.NextPageAsync(page);
            read.AddRange(page.Items.Select(message => message.Seq));
        }

        Assert.That(read, Is.EqualTo(Descending(9, 1)));
    }

    [Test]
    public async Task Before_returns_the_next_older_messages()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await SendManyAsync(alice, bob, 10);

        Assert.That(Seqs(await bob.HistoryAsync(alice.Id, limit: 3, before: sent[7].Id)), Is.EqualTo(Descending(7, 5)));
        Assert.That(Seqs(await bob.HistoryAsync(alice.Id, before: sent[0].Id)), Is.Empty);
    }

    [Test]
    public async Task After_returns_the_next_newer_messages_newest_first()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await SendManyAsync(alice, bob, 10);

        Assert.That(Seqs(await bob.HistoryAsync(alice.Id, limit: 3, after: sent[0].Id)), Is.EqualTo(Descending(4, 2)));
        Assert.That(Seqs(await bob.HistoryAsync(alice.Id, after: sent[9].Id)), Is.Empty);
    }

    [Test]
    public async Task Links_after_a_message_lead_to_the_newest_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await SendManyAsync(alice, bob, 10);

        var pages = await ReadPagesAsync(bob, await bob.HistoryAsync(alice.Id, limit: 3, after: sent[0].Id));

        Assert.That(pages, Is.EqualTo(new[] { Descending(4, 2), Descending(7, 5), Descending(10, 8) }));
    }

    [Test]
    public async Task Before_and_after_together_return_the_messages_between()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await SendManyAsync(alice, bob, 10);

        var between = await bob.HistoryAsync(alice.Id, before: sent[7].Id, after: sent[2].Id);

        Assert.That(Seqs(between), Is.EqualTo(Descending(7, 4)));
        Assert.That(between.Next, Is.Null);
    }

    [Test]
    public async Task Around_returns_the_page_with_a_message_in_its_middle()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await SendManyAsync(alice, bob, 10);

        Assert.That(Seqs(await bob.HistoryAroundAsync(alice.Id, sent[4].Id, 5)), Is.EqualTo(Descending(7, 3)));
        Assert.That(Seqs(await bob.HistoryAroundAsync(alice.Id, sent[4].Id, 4)), Is.EqualTo(Descending(6, 3)));
        Assert.That(Seqs(await alice.HistoryAroundAsync(bob.Id, sent[4].Id, 1)), Is.EqualTo(Descending(5, 5)));
        Assert.That(Seqs(await bob.HistoryAroundAsync(alice.Id, sent[4].Id)), Is.EqualTo(Descending(10, 1)));
    }

    [Test]
    public async Task Links_around_a_message_lead_to_both_ends()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await SendManyAsync(alice, bob, 10);
        var page = await bob.HistoryAroundAsync(alice.Id, sent[4].Id, 3);

        var older = await ReadPagesAsync(bob, page);
        var newer = await ReadPagesAsync(bob, await bob.PreviousPageAsync(page));

        Assert.That(older, Is.EqualTo(new[] { Descending(6, 4), Descending(3, 1) }));
        Assert.That(newer, Is.EqualTo(new[] { Descending(9, 7), Descending(10, 10) }));
    }

    [Test]
    public async Task A_page_around_a_message_is_shorter_at_an_end_and_has_no_link_there()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await SendManyAsync(alice, bob, 10);

        var first = await bob.HistoryAroundAsync(alice.Id, sent[0].Id, 5);
        var last = await bob.HistoryAroundAsync(alice.Id, sent[9].Id, 5);

        Assert.That(
            (Seqs(first), first.Next is null, first.Previous is null), Is.EqualTo((Descending(3, 1), true, false)));
        Assert.That(
            (Seqs(last), last.Next is null, last.Previous is null), Is.EqualTo((Descending(10, 8), false, true)));
    }

    [TestCase("before")]
    [TestCase("after")]
    public async Task Around_cannot_be_combined_with_another_bound(string position)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello!");

        await alice.HttpClient.GetAsync($"api/v1/messages/dm/{bob.Id}?around={sent.Id}&{position}={sent.Id}")
            .InvalidFieldAsync("around");
    }

    [Test]
    public async Task Both_users_can_read_one_message_and_others_find_none()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var sent = await alice.SendAsync(bob, "Hello!");
        var note = await alice.SendAsync(alice, "Buy milk");

        Assert.That(await alice.MessageAsync(sent.Id), Is.EqualTo(sent));
        Assert.That(await bob.MessageAsync(sent.Id), Is.EqualTo(sent));
        Assert.That(await alice.MessageAsync(note.Id), Is.EqualTo(note));
        foreach (var id in new[] { sent.Id, note.Id, Guid.CreateVersion7() })
        {
            await carol.MessageAsync(id).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        }
    }

    [Test]
    public async Task A_message_is_read_as_it_is_now()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello!");

        var edited = await alice.EditAsync(sent.Id, "Hello, Bob!");
        Assert.That(await bob.MessageAsync(sent.Id), Is.EqualTo(edited));
        await alice.DeleteAsync(sent.Id);
        Assert.That((await bob.MessageAsync(sent.Id)).Content, Is.Empty);
    }

    [Test]
    public async Task An_id_that_is_none_is_refused()
    {
        var alice = await Server.RegisterAsync();

        await alice.HttpClient.GetAsync("api/v1/messages/nothing").InvalidFieldAsync("id");
    }

    [TestCase("before")]
    [TestCase("after")]
    [TestCase("around")]
    public async Task A_message_of_another_conversation_is_not_found(string position)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var elsewhere = await alice.SendAsync(carol, "elsewhere");
        await alice.SendAsync(bob, "here");

        foreach (var id in new[] { elsewhere.Id, Guid.CreateVersion7() })
        {
            await alice.HttpClient.GetAsync($"api/v1/messages/dm/{bob.Id}?{position}={id}")
                .ProblemAsync(HttpStatusCode.NotFound, "message_not_found");
        }
    }

    [TestCase("before")]
    [TestCase("after")]
    [TestCase("around")]
    public async Task A_position_that_is_not_an_id_is_refused(string position)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.HttpClient.GetAsync($"api/v1/messages/dm/{bob.Id}?{position}=nothing").InvalidFieldAsync(position);
    }

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("201")]
    [TestCase("99999999999")]
    [TestCase("ten")]
    public async Task A_limit_out_of_range_is_refused(string limit)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.HttpClient.GetAsync($"api/v1/messages/dm/{bob.Id}?limit={limit}").InvalidFieldAsync("limit");
    }

    [Test]
    public async Task The_smallest_and_largest_limit_are_accepted()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await SendManyAsync(alice, bob, 201);

        Assert.That(Seqs(await bob.HistoryAsync(alice.Id, limit: 1)), Is.EqualTo(Descending(201, 201)));
        Assert.That(Seqs(await bob.HistoryAsync(alice.Id, limit: 200)), Is.EqualTo(Descending(201, 2)));
    }

    private static async Task<IReadOnlyList<ChatMessage>> SendManyAsync(ChatUser from, ChatUser to, int count)
    {
        var sent = new List<ChatMessage>(count);
        for (var i = 1; i <= count; i++)
        {
            sent.Add(i % 3 == 0 ? await to.SendAsync(from, $"{i}") : await from.SendAsync(to, $"{i}"));
        }

        return sent;
    }

    private static async Task<List<long[]>> ReadPagesAsync(ChatUser reader, ChatPage<ChatMessage> page)
    {
        var pages = new List<long[]> { Seqs(page) };
        while (page.Next is not null)
        {
            page = await reader.NextPageAsync(page);
            pages.Add(Seqs(page));
        }

        return pages;
    }

    private static long[] Seqs(ChatPage<ChatMessage> page) => [.. page.Items.Select(message => message.Seq)];

    private static long[] Descending(int from, int to) =>
        [.. Enumerable.Range(to, from - to + 1).Reverse().Select(seq => (long)seq)];
}
