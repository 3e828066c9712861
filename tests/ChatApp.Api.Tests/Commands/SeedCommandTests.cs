namespace ChatApp.Api.Tests.Commands;

/// <summary>Made-up data are such as a server would have written.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SeedCommandTests(Database database) : ContractTests(database)
{
    private static readonly string[] Small =
        ["--messages", "3000", "--users", "30", "--main-conversations", "10", "--pairs", "4"];

    private readonly string _file = Path.Combine(Path.GetTempPath(), UniqueName.Next());

    [OneTimeTearDown]
    public void RemoveTheFile() => File.Delete(_file);

    [Test]
    public async Task A_seeded_database_passes_the_check_and_is_used_like_any_other()
    {
        await using var server = await StartServerAsync();
        var main = await server.RegisterAsync();

        var seeded = await server.RunCommandWithAsync(
            $"{main.Password}\n", ["seed", main.Username, "--users-file", _file, .. Small]);

        Assert.That(seeded.Code, Is.EqualTo(0), $"{seeded}");
        var values = seeded.Lines.Select(line => line.Split('\t')).ToDictionary(line => line[0], line => line[1]);
        Assert.That(
            values.Keys, Is.EqualTo(new[] { "messages", "users", "conversations", "user", "peer" }), $"{seeded}");
        var check = await server.RunCommandAsync("check");
        Assert.That(check.Code, Is.EqualTo(0), $"{check}");
        Assert.That(check.Output, Does.Contain(
            $"{values["conversations"]} conversations with 3000 messages, 30 streams with 6000 events"));

        var peer = Guid.Parse(values["peer"]);
        var before = (await main.HistoryAsync(peer, limit: 1)).Items.Single().Seq;
        Assert.That((await main.SendAsync(peer, "one more")).Seq, Is.EqualTo(before + 1));
        var pair = (await File.ReadAllLinesAsync(_file)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(pair, Has.Count.EqualTo(8));
        var one = await server.LogInAsync(
            pair[0].GetProperty("Username").GetString()!, pair[0].GetProperty("Password").GetString()!);
        Assert.That((await one.HistoryAsync(pair[1].GetProperty("Id").GetGuid())).Items, Is.Not.Empty);
        Assert.That((await server.RunCommandAsync("check")).Code, Is.EqualTo(0));
    }

    [Test]
    public async Task A_cancelled_seed_leaves_nothing()
    {
        await using var server = await StartServerAsync();
        var main = await server.RegisterAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThatAsync(
            () => OperatorConsole.RunAsync(
                ["seed", main.Username, .. Small, .. OperatorConsole.SettingsOf(server)],
                cancellationToken: cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());

        var list = await server.RunCommandAsync("users", "list");
        Assert.That(list.Lines, Has.Length.EqualTo(1), $"{list}");
    }

    [Test]
    public async Task Production_is_not_seeded()
    {
        var refused = await Server.RunCommandAsync("seed", "anybody", "--environment=Production");
        var unknown = await Server.RunCommandAsync(["seed", "nobody-at-all", .. Small]);
        var invalid = await Server.RunCommandAsync("seed", "anybody", "--messages", "many");

        Assert.That(
            (refused.Code, unknown.Code, invalid.Code), Is.EqualTo((1, 1, 2)), $"{refused}\n{unknown}\n{invalid}");
        Assert.That(refused.Errors, Does.Contain("Production"));
    }
}
