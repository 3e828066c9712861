using System.IO.Compression;
using System.Net.Http.Json;
using Npgsql;

namespace ChatApp.Api.Tests.Upgrades;

/// <summary>
/// Databases that older versions wrote are upgraded: each user is answered as before, and resumes with the old cursor.
/// scripts/keep-dump.sh made them, in Dumps.
/// </summary>
public sealed class KeptDumpTests
{
    private const string SigningKey = "the key of the kept dumps, which nothing else uses";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly DirectoryInfo Dumps =
        new(Path.Combine(Repository.Root, "tests", "ChatApp.Api.Tests", "Upgrades", "Dumps"));

    private readonly string _directory = Directory.CreateTempSubdirectory("chatapp-upgrade-").FullName;

    private static IEnumerable<TestCaseData> Kept =>
        from dump in Dumps.GetDirectories()
        from database in Enum.GetValues<Database>()
        select new TestCaseData(dump.FullName, database).SetArgDisplayNames(dump.Name, $"{database}");

    [OneTimeTearDown]
    public void RemoveTheFiles() => Directory.Delete(_directory, recursive: true);

    [TestCaseSource(nameof(Kept))]
    public async Task Users_of_an_older_version_go_on(string dump, Database database)
    {
        await using var place = database == Database.Postgres
            ? await RestorePostgresAsync(Path.Combine(dump, "postgres.sql"))
            : RestoreSqlite(Path.Combine(dump, "chatapp.db.gz"));
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(database, place.Setting, ("Jwt:SigningKey", SigningKey)));
        var kept = JsonSerializer.Deserialize<JsonElement>(
            await File.ReadAllTextAsync(Path.Combine(dump, $"{database.ToString().ToLowerInvariant()}.json")));

        foreach (var view in kept.GetProperty("users").EnumerateArray())
        {
            var user = await server.LogInAsync(view.Text("username"), view.Text("password"));
            var sync = await user.HttpClient.GetFromJsonAsync<JsonElement>($"api/v1/sync?since={view.Text("cursor")}");
            AssertContains(await GetAsync(user, "messages/conversations"), view.GetProperty("conversations"));
            AssertContains(sync.GetProperty("events"), view.GetProperty("events"));
            foreach (var history in view.GetProperty("histories").EnumerateObject())
            {
                AssertContains(await GetAsync(user, $"messages/dm/{history.Name}"), history.Value);
            }
        }

        await AssertTheTalkGoesOnAsync(server, kept.GetProperty("users"));
        var check = await server.RunCommandAsync("check");
        Assert.That((check.Code, check.Lines.Length), Is.EqualTo((0, 1)), $"{check}");
        await AssertSearchFindsOldAsync(server, kept.GetProperty("users")[0]);
    }

    private static async Task AssertTheTalkGoesOnAsync(ChatTestServer server, JsonElement views)
    {
        ChatUser[] users =
        [
            await server.LogInAsync(views[0].Text("username"), views[0].Text("password")),
            await server.LogInAsync(views[1].Text("username"), views[1].Text("password")),
        ];
        var before = (await users[1].ConversationsAsync()).Items.Single(row => row.UserId == users[0].Id);
        var cursor = (await users[1].SyncAsync()).Cursor;

        var sent = await users[0].SendAsync(users[1], "after the upgrade");

        var after = (await users[1].ConversationsAsync()).Items.Single(row => row.UserId == users[0].Id);
        Assert.That(
            (sent.Seq, after.LastMessage, after.UnreadCount),
            Is.EqualTo((before.LastSeq + 1, "after the upgrade", before.UnreadCount + 1)));
        Assert.That((await users[1].SyncAsync(cursor)).Events.Single().ToMessage().Id, Is.EqualTo(sent.Id));
        await users[1].MarkReadAsync(users[0].Id, sent.Id);
        after = (await users[1].ConversationsAsync()).Items.Single(row => row.UserId == users[0].Id);
        Assert.That((after.UnreadCount, after.LastReadSeq), Is.EqualTo((0L, sent.Seq)));
    }

    // The server indexes old messages after the upgrade.
    private static async Task AssertSearchFindsOldAsync(ChatTestServer server, JsonElement view)
    {
        var user = await server.LogInAsync(view.Text("username"), view.Text("password"));
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await user.SearchMessagesAsync("question", cancellationToken: patience.Token)).Items.Count < 5)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static Task<JsonElement> GetAsync(ChatUser user, string path) =>
        user.HttpClient.GetFromJsonAsync<JsonElement>($"api/v1/{path}");

    // Newer versions may have added members to the answers.
    private static void AssertContains(JsonElement now, JsonElement before)
    {
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in before.EnumerateObject())
                {
                    Assert.That(now.TryGetProperty(member.Name, out var value), Is.True, member.Name);
                    AssertContains(value, member.Value);
                }

                break;
            case JsonValueKind.Array:
                Assert.That(now.GetArrayLength(), Is.EqualTo(before.GetArrayLength()), $"{before}");
                foreach (var (item, old) in now.EnumerateArray().Zip(before.EnumerateArray()))
                {
                    AssertContains(item, old);
                }

                break;
            default:
                Assert.That(JsonElement.DeepEquals(now, before), Is.True, $"{now}, and before {before}");
                break;
        }
    }

    private Place RestoreSqlite(string file)
    {
        var data = Directory.CreateDirectory(Path.Combine(_directory, UniqueName.Next())).FullName;
        using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var target = File.Create(Path.Combine(data, "chatapp.db"));
        packed.CopyTo(target);
        return new Place(("Storage:DataDirectory", data), () => Task.CompletedTask);
    }

    private static async Task<Place> RestorePostgresAsync(string file)
    {
        var own = new NpgsqlConnectionStringBuilder(TestDatabases.Postgres) { Database = UniqueName.Next("kept_") };
        await ExecuteAsync(TestDatabases.Postgres, $"CREATE DATABASE {own.Database}");
        await ExecuteAsync(own.ConnectionString, await File.ReadAllTextAsync(file));
        return new Place(
            ("ConnectionStrings:Postgres", own.ConnectionString),
            () => ExecuteAsync(TestDatabases.Postgres, $"DROP DATABASE {own.Database} WITH (FORCE)"));
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        // Not pooled: the script of a dump changes the search path of its session. Not traced: it has texts, which
        // SecrecyTests look for in all traces of this process.
        var builder = new NpgsqlDataSourceBuilder(connectionString + ";Pooling=false");
        builder.ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => false));
        await using var source = builder.Build();
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Place((string Name, string? Value) Setting, Func<Task> RemoveAsync) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(RemoveAsync());
    }
}
