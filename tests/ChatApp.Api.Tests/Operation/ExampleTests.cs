namespace ChatApp.Api.Tests.Operation;

/// <summary>Two example clients of docs/examples, started as a user would start them.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ExampleTests(Database database) : ContractTests(database)
{
    private static readonly string[] Talk =
        ["Anybody here?", "Hello!", "Are you there?", "It rings.", "Sorry, the tunnel.", "Back again."];

    [Test]
    public async Task Two_people_chat_across_a_server_restart(
        [ValueSource(typeof(ExampleClient), nameof(ExampleClient.Languages))] string language)
    {
        await using var server = await StartServerAsync(ExampleClient.FixedPort());
        var (alice, bob) = await RegisterTwoAsync(server);
        await using var his = ExampleClient.Start(language, server, bob, alice);
        await his.TypeAsync("Anybody here?");
        await his.ReadAsync();
        await using var hers = ExampleClient.Start(language, server, alice, bob);
        await hers.TypeAsync("Hello!");
        await his.ReadAsync();
        await hers.ReadAsync();

        await server.StopAsync();
        await hers.TypeAsync("Are you there?", "It rings.");
        await his.TypeAsync("Sorry, the tunnel.", "Back again.");
        await server.RestartAsync();

        var (seenByHer, seenByHim) = (await hers.ReadAsync(4), await his.ReadAsync(4));
        var stored = (await alice.HistoryAsync(bob.Id)).Items.Reverse().ToList();
        Assert.That(seenByHer, Is.EqualTo(seenByHim));
        Assert.That(
            seenByHim, Is.EqualTo(stored.Skip(2).Select(message => $"{message.SenderUsername}: {message.Content}")));
        Assert.That(stored.Select(message => message.Content), Is.EquivalentTo(Talk), "sent again, but stored once");
        foreach (var client in new[] { hers, his })
        {
            var (code, time, rest) = await client.EndAsync();
            Assert.That(rest, Is.Empty);
            Assert.That(code, Is.Zero);
            Assert.That(time, Is.LessThan(TimeSpan.FromSeconds(4)), "the client ends at once");
        }
    }
}
