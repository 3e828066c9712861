using System.Net.Http.Json;
using ChatApp.Application.Common;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatApp.Api.Tests.Operation;

public sealed class StartUpTests
{
    private const string GoodKey = "a random text that is long enough to be a key";

    [TestCase(null)]
    [TestCase("short")]
    [TestCase("change-me-to-a-random-text-of-32-or-more-bytes")]
    public async Task Production_needs_its_own_signing_key(string? key)
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(
            () => StartAsync("Production", ("Jwt:SigningKey", key)));

        Assert.That(refusal!.Message, Does.Contain("Jwt__SigningKey").And.EndsWith("."));
    }

    [Test]
    public async Task Production_starts_with_a_good_key()
    {
        await using var server = await ChatTestServer.StartAsync(
            Options("Production", ("Jwt:SigningKey", GoodKey), ("Passwords:WorkFactor", "10")));

        using var client = server.CreateClient();
        using var answer = await client.GetAsync("health/ready");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Only_a_superuser_role_causes_a_warning()
    {
        await using var roles = await PostgresRoles.CreateAsync();
        Assert.That(await ServerProcess.MigrateAsync(("ConnectionStrings__Postgres", roles.Owner)), Is.Zero);
        var superuser = new NpgsqlConnectionStringBuilder(roles.Owner)
        {
            Username = new NpgsqlConnectionStringBuilder(TestDatabases.Postgres).Username,
        };

        Assert.That(await LogOfAsync(superuser.ConnectionString), Does.Contain("superuser"));
        Assert.That(await LogOfAsync(roles.Restricted), Does.Not.Contain("superuser"));

        static async Task<string> LogOfAsync(string connectionString)
        {
            var lines = await ServerProcess.ServeAsync(
                "Ctrl+C stops",
                TimeSpan.FromMinutes(1),
                ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("ConnectionStrings__Postgres", connectionString),
                ("Jwt__SigningKey", GoodKey));
            return string.Join('\n', lines);
        }
    }

    [TestCase("an address that is in use", "--urls=http://127.0.0.1:{port}", "{port}")]
    [TestCase(
        "a directory that cannot be written to", "--Storage:DataDirectory=/proc/chatapp", "Storage__DataDirectory")]
    [TestCase(
        "a PostgreSQL that does not answer",
        "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=nobody",
        "ConnectionStrings__Postgres")]
    public async Task A_refused_start_prints_one_sentence_without_a_stack_trace(
        string what, string argument, string named)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = $"{((IPEndPoint)listener.LocalEndpoint).Port}";
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        try
        {
            var ownArgument = argument.Replace("{port}", port, StringComparison.Ordinal);
            var (code, output, errors) = await ServerProcess.RunAsync(
                ["--urls=http://127.0.0.1:0", $"--Storage:DataDirectory={directory}", ownArgument],
                ("ASPNETCORE_ENVIRONMENT", "Development"),
                ("Database__WaitAtStartSeconds", "1"));

            Assert.That(code, Is.EqualTo(1), what);
            Assert.That(
                errors.Trim(),
                Does.Contain(named.Replace("{port}", port, StringComparison.Ordinal)).And.Not.Contain("\n"));
            Assert.That(output, Does.Not.Contain("Exception").And.Not.Contain("   at "));
        }
        finally
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    [Test]
    public async Task Help_lists_the_settings_and_does_not_start_the_server()
    {
        var (code, output, errors) = await ServerProcess.RunAsync(["--help"]);

        Assert.That((code, errors), Is.EqualTo((0, "")));
        foreach (var name in (string[])
            [
                "ASPNETCORE_URLS",
                "ConnectionStrings__Postgres",
                "Jwt__SigningKeyFile",
                "Limits__SocketsPerUser",
                "Limits__BodyBytesPerSecond",
            ])
        {
            Assert.That(output, Does.Contain($"  {name}"));
        }

        Assert.That(output, Does.Contain("(default: 20)  1 to 10000").And.Not.Contain("`").And.Not.Contain("]("));
    }

    [Test]
    public async Task A_start_logs_the_URL_and_the_place_of_the_data()
    {
        using var trail = new LogTrail();
        await using var server = await ChatTestServer.StartAsync(Options("Development") with
        {
            Configure = builder => builder.Logging.AddProvider(trail).AddFilter<LogTrail>(null, LogLevel.Information),
        });

        Assert.That(trail.Lines, Has.Some.Matches("^The database is the embedded SQLite in /.*/chatapp\\.db$"));
        Assert.That(
            trail.Lines, Has.Some.StartsWith($"Open {server.BaseAddress.GetLeftPart(UriPartial.Authority)} to chat"));
    }

    [Test]
    public async Task An_unreachable_database_stops_the_start()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => StartAsync(
            "Development",
            ("ConnectionStrings:Postgres", "Host=127.0.0.1;Port=1;Username=nobody"),
            ("Database:WaitAtStartSeconds", "1")));

        Assert.That(refusal!.Message, Does.Contain("ConnectionStrings__Postgres"));
    }

    [Test]
    public async Task A_server_that_may_not_migrate_an_empty_database_is_live_but_not_ready()
    {
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(Database.Postgres, ("Database:MigrateOnStart", "false")));

        using var client = server.CreateClient();
        using var liveness = await client.GetAsync("health/live");
        using var readiness = await client.GetAsync("health/ready");
        using var login = await client.PostAsJsonAsync(
            "api/v1/auth/login", new { username = "alice", password = "does not matter" });
        Assert.That(
            (liveness.StatusCode, readiness.StatusCode, login.StatusCode),
            Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable)));
    }

    private static async Task StartAsync(string environment, params (string Name, string? Value)[] settings)
    {
        await using var server = await ChatTestServer.StartAsync(Options(environment, settings));
    }

    private static ChatTestServerOptions Options(string environment, params (string Name, string? Value)[] settings) =>
        new()
        {
            Environment = environment,
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        };
}
