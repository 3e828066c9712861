using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Commands;

public sealed class MigrateCommandTests
{
    [Test]
    public async Task A_dry_run_names_the_migrations_of_a_missing_embedded_database_and_makes_nothing()
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        string[] settings = [$"--Storage:DataDirectory={directory}"];
        try
        {
            var trial = await OperatorConsole.RunAsync(["migrate", "--dry-run", .. settings]);

            Assert.That(trial.Code, Is.EqualTo(0), $"{trial}");
            Assert.That(trial.Lines, Has.Length.GreaterThan(10).And.All.Match(@"^\d{14}_\w+$"));
            Assert.That(Directory.Exists(directory), Is.False);

            await MigratesOnceAsync(trial, settings);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public async Task A_dry_run_names_the_migrations_of_an_empty_PostgreSQL_database()
    {
        await using var roles = await PostgresRoles.CreateAsync();
        string[] settings = [$"--ConnectionStrings:Postgres={roles.Owner}"];

        var trial = await OperatorConsole.RunAsync(["migrate", "--dry-run", .. settings]);

        Assert.That(trial.Code, Is.EqualTo(0), $"{trial}");
        Assert.That(trial.Lines, Has.Length.GreaterThan(10).And.All.Match(@"^\d{14}_\w+$"));
        await MigratesOnceAsync(trial, settings);
    }

    [TestCase(Database.Sqlite)]
    [TestCase(Database.Postgres)]
    public async Task A_schema_of_a_newer_version_is_refused(Database database)
    {
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(database));
        var contexts = server.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>();
        await using (var context = await contexts.CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlRawAsync(
                """INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Newer', '10.0.0')""");
        }

        foreach (string[] arguments in new string[][] { ["migrate", "--dry-run"], ["migrate"], ["users", "list"] })
        {
            var refused = await server.RunCommandAsync(arguments);

            Assert.That(refused.Code, Is.EqualTo(1), $"{refused}");
            Assert.That(refused.Errors, Does.Contain("99990101000000_Newer"));
        }

        var check = await server.RunCommandAsync("check");
        Assert.That((check.Code, check.Lines.Single()[..9]), Is.EqualTo((3, "database:")), $"{check}");
    }

    private static async Task MigratesOnceAsync(CommandOutcome trial, string[] settings)
    {
        var first = await OperatorConsole.RunAsync(["migrate", .. settings]);
        var second = await OperatorConsole.RunAsync(["migrate", .. settings]);
        var after = await OperatorConsole.RunAsync(["migrate", "--dry-run", .. settings]);

        Assert.That((first.Code, first.Output), Is.EqualTo((0, trial.Output)), $"{first}");
        Assert.That(first.Errors, Does.Contain(trial.Lines[^1]), "the log names each migration");
        Assert.That((second.Code, second.Lines), Is.EqualTo((0, new[] { "Nothing was pending." })), $"{second}");
        Assert.That((after.Code, after.Lines), Is.EqualTo((0, new[] { "Nothing is pending." })), $"{after}");
    }
}
