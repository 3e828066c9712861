namespace ChatApp.Api.Tests.Operation;

/// <summary>The programs of docs/examples that make each call once.</summary>
[TestFixtureSource(typeof(ExampleClient), nameof(ExampleClient.Languages))]
public sealed class ExampleTourTests(string language) : ContractTests(Database.Sqlite)
{
    private const string Password = "not a common one";

    [Test]
    public async Task Each_call_and_each_event_of_the_tour_has_its_effect()
    {
        await using var server = await StartServerAsync(("Presence:Enabled", "true"));
        var (first, second) = (UniqueName.Next("ann_"), UniqueName.Next("ben_"));

        await using var tour = ExampleClient.StartTour(language, server, first, second, Password);
        var (code, _, lines) = await tour.EndAsync();

        Assert.That(lines.Select(line => line.TrimEnd()), Is.EqualTo(Expected(first, second)));
        Assert.That(code, Is.Zero);
        await CheckStoredAsync(await server.LogInAsync(first, Password));

        // The second account is closed.
        await server.LogInAsync(second, Password).RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
    }

    private static string[] Expected(string ann, string ben) =>
    [
        "reply: It is order 17. 17",
        "edited: Hello, Ben! no data",
        "edited: It is order 18! 18",
        "deleted: yes",
        "reactions: 👍 1",
        "history:  | It is order 18! | Hello, Ben!",
        "around: It is order 18! | Hello, Ben!",
        "search: It is order 18!",
        "unread: 1",
        "unread: 0",
        "arranged: archived muted pinned",
        "list:",
        $"archive: {ben}",
        $"blocks: {ben}",
        "refused: blocked",
        "blocks:",
        "export: account session conversation message message message",
        $"{ann}: connected",
        $"{ann}: message 1: Hello, Ben!",
        $"{ann}: message 2: It is order 18!",
        $"{ann}: edited 1: Hello, Ben!",
        $"{ann}: edited 2: It is order 18!",
        $"{ann}: edited 2: It is order 18!",
        $"{ann}: message 3:",
        $"{ann}: deleted 3",
        $"{ann}: reaction 👍",
        $"{ann}: reaction ❤️",
        $"{ann}: no reaction ❤️",
        $"{ann}: read up to 2",
        $"{ann}: conversation archived muted pinned",
        $"{ben}: connected",
        $"{ann}: online",
        $"{ann}: typing",
        $"{ann}: message 4: By the socket.",
        $"{ben}: message 4: By the socket.",
        $"{ann}: delivered up to 4",
        $"{ann}: user 'Ann the First'",
        $"{ben}: user 'Ann the First'",
        $"{ann}: user ''",
        "closed: yes",
    ];

    private static async Task CheckStoredAsync(ChatUser ann)
    {
        var row = (await ann.ConversationsAsync(archived: true)).Items.Single();
        var messages = (await ann.HistoryAsync(row.UserId)).Items.Reverse().ToArray();
        var account = await ann.GetMeAsync();
        var blocks = (await ann.BlocksAsync()).Items;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((row.Archived, row.Muted, row.Pinned), Is.EqualTo((true, true, true)));
            Assert.That((row.LastReadSeq, row.PeerLastDeliveredSeq), Is.EqualTo((2, 4)));
            Assert.That(row.Username, Does.StartWith("deleted-"));
            Assert.That(account.DisplayName, Is.EqualTo("Ann the First"));
            Assert.That(blocks, Is.Empty);
            Assert.That(
                messages.Select(message => message.Content),
                Is.EqualTo(new[] { "Hello, Ben!", "It is order 18!", "", "By the socket." }));
            Assert.That(
                messages.Select(message => message.Data),
                Is.EqualTo(new[] { null, """{"order":18}""", null, """{"order":18}""" }));
            Assert.That(
                messages.Select(message => message.ReplyToId),
                Is.EqualTo(new Guid?[] { null, messages[0].Id, null, messages[1].Id }));
            Assert.That(
                messages.Select(message => (message.EditedAt is not null, message.DeletedAt is not null)),
                Is.EqualTo(new[] { (true, false), (true, false), (false, true), (false, false) }));
            Assert.That(
                messages.Select(message => $"{message.Reactions}"),
                Is.EqualTo(new[] { $"👍 {row.UserId}", "", "", "" }));
            Assert.That(messages.Select(message => message.ClientMessageId), Has.None.Null);
        }
    }
}
