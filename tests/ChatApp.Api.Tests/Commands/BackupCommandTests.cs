namespace ChatApp.Api.Tests.Commands;

/// <summary>A copy of the embedded database, made while the server runs.</summary>
public sealed class BackupCommandTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory = Directory.CreateTempSubdirectory("chatapp-backup-").FullName;

    [OneTimeTearDown]
    public void RemoveTheFiles() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_copy_made_while_messages_are_sent_has_all_that_was_acknowledged_before()
    {
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database.Sqlite));
        var (alice, bob) = (await server.RegisterAsync(), await server.RegisterAsync());
        await using var busy = new BusyConversation(alice, bob);
        await busy.SentAsync(50);
        var cursor = (await bob.SyncAsync()).Cursor;
        var acknowledged = busy.Sent;

        var copy = await CopyAsync(server);
        await busy.SentAsync(10);

        await using var restored = await ChatTestServer.StartAsync(TestDatabases.Options(
            Database.Sqlite, ("Storage:DataDirectory", Restore(copy))));
        var later = await restored.LogInAsync(bob.Username, bob.Password);
        var newest = (await later.HistoryAsync(alice.Id, limit: 1)).Items.Single();
        Assert.That(newest.Seq, Is.GreaterThanOrEqualTo(acknowledged));
        var check = await restored.RunCommandAsync("check");
        Assert.That(check.Code, Is.EqualTo(0), $"{check}");
        await later.SyncAsync(cursor).RefusedAsync(HttpStatusCode.Gone, "cursor_expired");
        await later.SendAsync(alice.Id, "life goes on");
    }

    [Test]
    public async Task A_copy_is_one_private_file_and_the_key_is_named()
    {
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(Database.Sqlite, ("Jwt:SigningKey", "")));
        var file = Path.Combine(_directory, UniqueName.Next());

        var outcome = await server.RunCommandAsync("backup", file);

        Assert.That((outcome.Code, outcome.Lines.Length), Is.EqualTo((0, 1)), $"{outcome}");
        Assert.That(outcome.Output, Does.StartWith(file));
        Assert.That(outcome.Errors, Does.Contain("signing-key"));
        Assert.That(Directory.GetFiles(_directory, Path.GetFileName(file) + "*"), Is.EqualTo(new[] { file }));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(Owner));
        }
    }

    [Test]
    public async Task An_existing_file_is_left_as_it_is()
    {
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database.Sqlite));
        var file = Path.Combine(_directory, UniqueName.Next());
        await File.WriteAllTextAsync(file, "mine");

        var outcome = await server.RunCommandAsync("backup", file);

        Assert.That(outcome.Code, Is.EqualTo(1), $"{outcome}");
        Assert.That(outcome.Errors, Does.Contain("exists"));
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Of_several_copies_to_one_file_at_once_only_one_is_made()
    {
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database.Sqlite));
        var file = Path.Combine(_directory, UniqueName.Next());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.RunCommandAsync("backup", file)));

        Assert.That(outcomes.Select(outcome => outcome.Code).Order(), Is.EqualTo(new[] { 0, 1, 1, 1, 1 }));
        Assert.That(Directory.GetFiles(_directory, Path.GetFileName(file) + "*"), Is.EqualTo(new[] { file }));
    }

    [Test]
    public async Task A_cancelled_copy_leaves_no_file()
    {
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database.Sqlite));
        var file = Path.Combine(_directory, UniqueName.Next());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThatAsync(
            () => OperatorConsole.RunAsync(
                ["backup", file, .. OperatorConsole.SettingsOf(server)], cancellationToken: cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(Directory.GetFiles(_directory, Path.GetFileName(file) + "*"), Is.Empty);
    }

    [Test]
    public async Task Without_a_database_there_is_no_copy_and_nothing_is_made()
    {
        var directory = Path.Combine(_directory, UniqueName.Next());

        var outcome = await OperatorConsole.RunAsync(
            ["backup", Path.Combine(_directory, UniqueName.Next()), $"--Storage:DataDirectory={directory}"]);

        Assert.That((outcome.Code, Directory.Exists(directory)), Is.EqualTo((1, false)), $"{outcome}");
        Assert.That(outcome.Errors, Does.Contain("no database"));
    }

    [Test]
    public async Task PostgreSQL_has_its_own_tools()
    {
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(Database.Postgres));
        var file = Path.Combine(_directory, UniqueName.Next());

        var outcome = await server.RunCommandAsync("backup", file);

        Assert.That((outcome.Code, File.Exists(file)), Is.EqualTo((2, false)), $"{outcome}");
        Assert.That(outcome.Errors, Does.Contain("pg_dump"));
    }

    private async Task<string> CopyAsync(ChatTestServer server)
    {
        var file = Path.Combine(_directory, UniqueName.Next());
        var outcome = await server.RunCommandAsync("backup", file);
        Assert.That(outcome.Code, Is.EqualTo(0), $"{outcome}");
        return file;
    }

    private string Restore(string copy)
    {
        var data = Directory.CreateDirectory(Path.Combine(_directory, UniqueName.Next())).FullName;
        File.Copy(copy, Path.Combine(data, "chatapp.db"));
        return data;
    }
}
