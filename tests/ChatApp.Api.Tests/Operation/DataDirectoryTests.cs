namespace ChatApp.Api.Tests.Operation;

/// <summary>Only the server may access its data directory and files.</summary>
public sealed class DataDirectoryTests
{
    [Test]
    public async Task A_new_data_directory_is_private()
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        try
        {
            Assert.That(
                await ServerProcess.MigrateAsync(("Storage__DataDirectory", directory)),
                Is.EqualTo(0),
                "a migration works without PostgreSQL too");

            Assert.That(File.Exists(Path.Combine(directory, "chatapp.db")), Is.True);
            if (!OperatingSystem.IsWindows())
            {
                Assert.That(
                    File.GetUnixFileMode(directory),
                    Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public async Task Files_in_an_open_data_directory_are_private_and_a_warning_is_logged()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var directory = Directory.CreateTempSubdirectory("chatapp-open-").FullName;
        File.SetUnixFileMode(
            directory,
            Owner | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        try
        {
            IReadOnlyList<(string, UnixFileMode)> whileItRan = [];
            var lines = await ServerProcess.ServeAsync(
                "Ctrl+C stops",
                TimeSpan.FromMinutes(1),
                () => whileItRan = [.. Directory.EnumerateFiles(directory).Select(ModeOf)],
                ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
                ("Storage__DataDirectory", directory));

            Assert.That(whileItRan.Select(file => file.Item1), Is.SupersetOf(
                new[] { "chatapp.db", "chatapp.db-wal", "chatapp.db-shm", "signing-key" }));
            Assert.That(whileItRan.Select(file => file.Item2), Is.All.EqualTo(Owner), string.Join(", ", whileItRan));
            Assert.That(string.Join('\n', lines), Does.Contain("chmod 700").And.Contains(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        static (string, UnixFileMode) ModeOf(string file) =>
            (Path.GetFileName(file), OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file));
    }
}
