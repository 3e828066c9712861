namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ReactionTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_message_shows_its_reactions_in_the_order_in_which_they_were_added()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");

        await bob.AddReactionAsync(sent.Id, "👍🏽");
        await alice.AddReactionAsync(sent.Id, "#️⃣");
        await alice.AddReactionAsync(sent.Id, "👍🏽");
        await bob.AddReactionAsync(sent.Id, "👍🏽");

        var shown = (await bob.HistoryAsync(alice.Id)).Items.Single();
        Assert.That(shown.Reactions.ToString(), Is.EqualTo($"👍🏽 {bob.Id} {alice.Id}, #️⃣ {alice.Id}"));
        await bob.RemoveReactionAsync(sent.Id, "👍🏽");
        await alice.RemoveReactionAsync(sent.Id, "#️⃣");
        shown = (await alice.HistoryAsync(bob.Id)).Items.Single();
        Assert.That(shown.Reactions.ToString(), Is.EqualTo($"👍🏽 {alice.Id}"));
        await alice.RemoveReactionAsync(sent.Id, "👍🏽");
        Assert.That((await alice.HistoryAsync(bob.Id)).Items.Single(), Is.EqualTo(sent));
    }

    [Test]
    public async Task Both_users_get_the_same_events_live_replayed_and_synced()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        await using var ofAlice = await alice.ConnectAsync();
        await using var ofBob = await bob.ConnectAsync();

        await bob.AddReactionAsync(sent.Id, "❤️");
        await bob.AddReactionAsync(sent.Id, "❤️");
        await bob.RemoveReactionAsync(sent.Id, "❤️");
        await bob.RemoveReactionAsync(sent.Id, "❤️");
        await alice.SendAsync(bob, "next");

        foreach (var (socket, user) in new[] { (ofAlice, alice), (ofBob, bob) })
        {
            List<ChatFrame> live = [await socket.NextAsync(), await socket.NextAsync(), await socket.NextAsync()];
            var (added, removed) = (live[0].ToAddedReaction(), live[1].ToRemovedReaction());
            Assert.That(live[2].Type, Is.EqualTo("message"), "repeats raise no event");
            Assert.That((added.MessageId, added.UserId, added.Emoji), Is.EqualTo((sent.Id, bob.Id, "❤️")));
            Assert.That((removed.MessageId, removed.UserId, removed.Emoji), Is.EqualTo((sent.Id, bob.Id, "❤️")));
            var synced = (await user.SyncAsync(socket.ReadyCursor)).Events;
            Assert.That(synced.Select(frame => frame.ToString()), Is.EqualTo(live.Select(frame => frame.ToString())));
            await using var replayed = await user.ConnectAsync(socket.ReadyCursor);
            Assert.That((await replayed.NextAsync()).ToString(), Is.EqualTo(live[0].ToString()));
        }
    }

    [Test]
    public async Task Users_who_react_at_the_same_time_lose_no_reaction()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        string[] emoji = ["👍", "👎", "😀", "🎉", "🚀", "👀", "🙏", "🔥"];

        await Task.WhenAll(emoji.SelectMany(one => new[]
        {
            alice.AddReactionAsync(sent.Id, one), bob.AddReactionAsync(sent.Id, one),
        }));

        var shown = (await bob.HistoryAsync(alice.Id)).Items.Single().Reactions;
        Assert.That(shown.Select(reaction => reaction.Emoji), Is.EquivalentTo(emoji));
        Assert.That(shown.Select(reaction => reaction.UserIds.Count), Is.All.EqualTo(2));
    }

    [Test]
    public async Task A_message_has_at_most_20_different_reactions()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        foreach (var flag in "ABCDEFGHIJKLMNOPQRSTUVWXYZ".Select(letter => FlagOf('B', letter)).Where(IsFlag).Take(20))
        {
            await alice.AddReactionAsync(sent.Id, flag);
        }

        await bob.AddReactionAsync(sent.Id, "👍").RefusedAsync(HttpStatusCode.Conflict, "too_many_reactions");
        await bob.AddReactionAsync(sent.Id, FlagOf('B', 'A'));

        var shown = (await bob.HistoryAsync(alice.Id)).Items.Single().Reactions;
        Assert.That((shown.Count, shown[0].UserIds.Count), Is.EqualTo((20, 2)));
    }

    [TestCase("a")]
    [TestCase("1")]
    [TestCase("👍👍")]
    [TestCase("👍 ")]
    [TestCase("❤", Description = "without its variation selector")]
    [TestCase("🏽👍")]
    [TestCase("👩\u200d")]
    public async Task Only_one_emoji_is_a_reaction(string text)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");

        await bob.AddReactionAsync(sent.Id, text).RefusedAsync(HttpStatusCode.BadRequest, "validation_failed");
        await bob.RemoveReactionAsync(sent.Id, text).RefusedAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task A_deleted_message_has_no_reactions_and_gets_none()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        await bob.AddReactionAsync(sent.Id, "👍");
        await alice.DeleteAsync(sent.Id);

        await bob.AddReactionAsync(sent.Id, "👍").RefusedAsync(HttpStatusCode.Conflict, "message_deleted");
        await bob.RemoveReactionAsync(sent.Id, "👍");

        Assert.That((await bob.HistoryAsync(alice.Id)).Items.Single().Reactions, Is.Empty);
    }

    [Test]
    public async Task A_stranger_cannot_react()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var sent = await alice.SendAsync(bob, "Hello");

        await carol.AddReactionAsync(sent.Id, "👍").RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        await carol.RemoveReactionAsync(sent.Id, "👍").RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
    }

    private static string FlagOf(char first, char second) =>
        char.ConvertFromUtf32(0x1F1E6 + first - 'A') + char.ConvertFromUtf32(0x1F1E6 + second - 'A');

    // The regions whose code begins with B.
    private static bool IsFlag(string flag) => "ABDEFGHIJLMNOQRSTVWYZ".Any(letter => flag == FlagOf('B', letter));
}
