using ChatApp.Infrastructure.Persistence.Searching;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SearchTests(Database database) : ContractTests(database)
{
    // A text, what finds it, and what does not.
    private static readonly (string Text, string[] Found, string[] NotFound)[] Scripts =
    [
        ("Café au lait in Zürich, \"naïve\" Straße, l'œuvre, ﬁve o'clock",
            ["cafe", "CAFÉ lait", "zurich naiv", "strasse", "STRASSE", "lait caf", "oeuvre", "five", "Zu\u0308rich"],
            ["cafes", "caf lait", "cafe tea", "ait"]),
        ("Привет, мой ёжик", ["ПРИВЕТ", "ежик", "мой", "ёж", "ежик мо\u0438\u0306"], ["мои", "привет друг"]),
        ("Καλημέρα Αθήνα, ὁ λόγος", ["καλημερα", "ΑΘΉΝΑ", "λόγοσ", "λογ"], ["καλησπερα"]),
        ("السَّلامُ عليكم يا أحمد", ["السلام", "احمد", "السلام عليك"], ["سلام"]),
        ("नमस्ते दुनिया, यह हिन्दी है", ["नमस्ते", "हिन्द", "दुनिया नमस्ते"], ["नमन"]),
        ("我们明天去北京大学吃饭", ["北京", "大学", "明天 吃饭", "北", "饭", "北京大学吃"], ["京北", "大京", "南京"]),
        ("明日は東京タワーでラーメンを食べます。が", ["東京", "ラーメン", "食べ", "ﾗｰﾒﾝ", "か\u3099"], ["東京都", "京東", "カレー"]),
        ("내일 학교에서 만나요", ["학교", "만나", "학교에서 내일", "요"], ["학원"]),
        ("พรุ่งนี้เราไปกินข้าวที่กรุงเทพ", ["กินข้าว", "กรุงเทพ", "ข้าว", "ข้าว เราไป"], ["ข้าวกิน"]),
        ("Party 🎉🎂 👍🏽 👨‍👩‍👧 🇩🇪 ❤️", ["🎉", "party 🎂", "👍", "👍🏽", "👨‍👩‍👧", "🇩🇪", "❤"], ["🇫🇷", "👩", "👎"]),
        ("Room ４２, ٣٤ and 2026-11-30", ["42", "34", "2026", "30 room"], ["43", "026"]),
    ];

    private static IEnumerable<TestCaseData> Texts => Scripts.Select(
        script => new TestCaseData(script.Text, script.Found, script.NotFound));

    [TestCaseSource(nameof(Texts))]
    public async Task Words_of_each_script_are_found_at_once_and_from_the_index(
        string text, string[] found, string[] notFound)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, text);
        await bob.SendAsync(alice, "Something else 別 다른 อื่น 🌍");

        for (var round = 0; round < 2; round++)
        {
            foreach (var words in found)
            {
                Assert.That((await bob.SearchMessagesAsync(words)).Items, Is.EqualTo(new[] { sent }), words);
            }

            foreach (var words in notFound)
            {
                Assert.That((await bob.SearchMessagesAsync(words)).Items, Is.Empty, words);
            }

            await IndexAsync(bob);
        }
    }

    [Test]
    public async Task A_message_contains_all_words_and_only_the_last_may_be_unfinished()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var both = await alice.SendAsync(bob, "the harbour, the old one");
        await alice.SendAsync(bob, "an old lamp");

        await FindsAsync(bob, "old harb", both);
        await FindsAsync(bob, "the the harbour", both);
        await FindsAsync(bob, "harb old");
        await FindsAsync(bob, "harbour lamp");
    }

    [Test]
    public async Task Pages_are_newest_first_and_survive_indexing_and_deletion_between_them()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = new List<ChatMessage>();
        for (var i = 0; i < 7; i++)
        {
            sent.Add(await (i % 2 == 0 ? alice.SendAsync(bob, $"word {i}") : bob.SendAsync(alice, $"word {i}")));
            if (i == 2)
            {
                await IndexAsync(alice);
            }
        }

        var first = await alice.SearchMessagesAsync("word", limit: 3);
        await alice.SendAsync(bob, "a newer word");
        await IndexAsync(alice);
        await alice.DeleteAsync(sent[4].Id);
        var second = await alice.NextPageAsync(first);
        await IndexAsync(alice);
        var third = await alice.SearchMessagesAsync("word", before: second.Items[^1].Id, limit: 3);
        var afterDeleted = await alice.SearchMessagesAsync("word", before: sent[4].Id);

        Assert.That(first.Items, Is.EqualTo(new[] { sent[6], sent[5], sent[4] }));
        Assert.That(second.Items, Is.EqualTo(new[] { sent[3], sent[2], sent[1] }));
        Assert.That(third.Items, Is.EqualTo(new[] { sent[0] }));
        Assert.That((second.Next is null, third.Next), Is.EqualTo((false, (string?)null)));
        Assert.That(afterDeleted.Items, Is.EqualTo(new[] { sent[3], sent[2], sent[1], sent[0] }));
    }

    [Test]
    public async Task A_search_with_one_user_leaves_the_other_conversations_out()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var ofBob = await bob.SendAsync(alice, "word");
        await carol.SendAsync(alice, "word");
        var next = await alice.SendAsync(bob, "word");
        var note = await alice.SendAsync(alice, "word");

        for (var round = 0; round < 2; round++)
        {
            var page = await alice.SearchMessagesAsync("wo", bob.Id, limit: 1);
            Assert.That(page.Items, Is.EqualTo(new[] { next }));
            Assert.That((await alice.NextPageAsync(page)).Items, Is.EqualTo(new[] { ofBob }));
            Assert.That((await alice.SearchMessagesAsync("wo", alice.Id)).Items, Is.EqualTo(new[] { note }));
            Assert.That((await bob.SearchMessagesAsync("wo", carol.Id)).Items, Is.Empty);
            await IndexAsync(alice);
        }
    }

    [Test]
    public async Task Messages_of_others_are_never_found()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var sent = await alice.SendAsync(bob, "secret");
        await IndexAsync(alice);
        await IndexAsync(bob);

        await FindsAsync(carol, "secret");
        await carol.SendAsync(alice, "hello");
        await FindsAsync(carol, "secret");
        await carol.SearchMessagesAsync("secret", before: sent.Id)
            .RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_edited_message_is_found_by_its_new_text_only(bool isIndexed)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var older = await alice.SendAsync(bob, "new");
        var sent = await alice.SendAsync(bob, "old");
        var newer = await alice.SendAsync(bob, "new");
        await IndexAsync(bob);

        var edited = await alice.EditAsync(sent.Id, "new");
        if (isIndexed)
        {
            await IndexAsync(bob);
        }

        await FindsAsync(bob, "old");
        await FindsAsync(bob, "new", newer, edited, older);
    }

    [Test]
    public async Task A_page_begins_after_a_message_that_was_edited_before_it_was_indexed()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var older = await alice.SendAsync(bob, "word");
        var sent = await alice.SendAsync(bob, "wrod");
        var edited = await alice.EditAsync(sent.Id, "word");

        var page = await bob.SearchMessagesAsync("word", limit: 1);

        Assert.That(page.Items, Is.EqualTo(new[] { edited }));
        Assert.That((await bob.NextPageAsync(page)).Items, Is.EqualTo(new[] { older }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_deleted_message_is_not_found(bool isIndexed)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "word");
        await IndexAsync(bob);

        await alice.DeleteAsync(sent.Id);
        if (isIndexed)
        {
            await IndexAsync(bob);
        }

        await FindsAsync(bob, "word");
        await FindsAsync(alice, "word");
    }

    [Test]
    public async Task A_block_does_not_hide_what_was_said()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "word");

        await bob.BlockAsync(alice.Id);

        await FindsAsync(alice, "word", sent);
        await FindsAsync(bob, "word", sent);
    }

    [TestCase("")]
    [TestCase("?q=")]
    [TestCase("?q=%20")]
    [TestCase("?q=.,%20!%3F-")]
    [TestCase("?q=a%00b")]
    public async Task A_search_needs_a_word(string query)
    {
        var alice = await Server.RegisterAsync();
        await alice.HttpClient.GetAsync($"api/v1/messages/search{query}").InvalidFieldAsync("q");
    }

    [Test]
    public async Task A_long_search_is_refused()
    {
        var alice = await Server.RegisterAsync();
        await alice.SearchMessagesAsync(new string('x', 256));
        await alice.HttpClient.GetAsync($"api/v1/messages/search?q={new string('x', 257)}").InvalidFieldAsync("q");
    }

    [Test]
    public async Task Unknown_users_and_messages_are_not_found()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SearchMessagesAsync("word", Guid.CreateVersion7())
            .RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
        await alice.SearchMessagesAsync("word", before: Guid.CreateVersion7())
            .RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        await alice.SearchMessagesAsync("word", bob.Id, before: Guid.CreateVersion7())
            .RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
    }

    [Test]
    public async Task The_link_repeats_words_of_any_kind()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await alice.SendAsync(bob, "a & b = c é 🎉 100%");
        var second = await alice.SendAsync(bob, "a & b = c é 🎉 100%");

        var page = await bob.SearchMessagesAsync("a & b=c é 🎉 100%", limit: 1);

        Assert.That(page.Items, Is.EqualTo(new[] { second }));
        Assert.That((await bob.NextPageAsync(page)).Items, Is.EqualTo(new[] { first }));
    }

    private static async Task FindsAsync(ChatUser user, string words, params ChatMessage[] expected) =>
        Assert.That((await user.SearchMessagesAsync(words)).Items, Is.EqualTo(expected), words);

    // The node's own indexer may commit first; then this looks again.
    private async Task IndexAsync(ChatUser user)
    {
        var index = Server.Services.GetRequiredService<SearchIndex>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await index.IndexAsync([user.Id], 1_000, patience.Token))
        {
        }
    }
}
