using System.Net.Http.Json;
using ChatApp.Application.Common;
using Microsoft.Extensions.Configuration.Memory;
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

    [TestCase("--Limits__Connections=0")]
    [TestCase("--Limits:Connections=0")]
    [TestCase("--Limits__Connections", "0")]
    public void A_command_line_setting_can_use_the_environment_spelling(params string[] arguments)
    {
        var refusal = Assert.Throws<SettingException>(() => ChatServer.Build(arguments));

        Assert.That(refusal!.Message, Does.Contain("Limits__Connections"));
    }

    [Test]
    public void An_invalid_listening_address_stops_the_start_and_is_named()
    {
        var refusal = Assert.Throws<SettingException>(
            () => ChatServer.Build(["--urls", "http://localhost:8000;nonsense"]));

        Assert.That(refusal!.Message, Does.Contain("--urls").And.Contain("'nonsense'"));
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
                "Ctrl+C ends",
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
                "Ctrl+C ends",
                TimeSpan.FromMinutes(1),
                ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("ConnectionStrings__Postgres", connectionString),
                ("Jwt__SigningKey", GoodKey));
            return string.Join('\n', lines);
        }
    }

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
            trail.Lines, Has.Some.StartsWith($"Open {server.BaseAddress.GetLeftPart(UriPartial.Authority)} to talk"));
    }

    [TestCase("--port=9000", "'port'")]
    [TestCase("--Limits:SocketPerUser=5", "'Limits:SocketPerUser'")]
    [TestCase("--Jwt:PreviousSigningKey:0=x", "'Jwt:PreviousSigningKey:0'")]
    public void An_unknown_command_line_setting_stops_the_start_and_is_named(string argument, string named)
    {
        var refusal = Assert.Throws<SettingException>(
            () => ChatServer.Build(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Any=None", argument]));

        Assert.That(refusal!.Message, Does.Contain(named).And.Contain("--help"));
    }

    [Test]
    public async Task Another_unknown_setting_is_logged()
    {
        using var trail = new LogTrail();
        var known = SettingsCatalogue.Groups.SelectMany(group => group.Settings).SelectMany(setting => setting.Keys)
            .Select(key => KeyValuePair.Create(key, (string?)""))
            .ToList();
        await using var server = await ChatTestServer.StartAsync(Options("Development") with
        {
            Configure = builder =>
            {
                builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
                {
                    InitialData =
                    [
                        .. known,
                        new("Limits:SocketPerUser", "5"),
                        new("ConnectionStrings:Postgresql", "Host=db"),
                        new("Cors:AllowedOrigins:1", ""),
                    ],
                });
                builder.Logging.AddProvider(trail).AddFilter<LogTrail>(null, LogLevel.Warning);
            },
        });

        var told = trail.Lines.Where(line => line.StartsWith("There is no setting", StringComparison.Ordinal))
            .Select(line => line.Split(' ', ',')[4]);
        Assert.That(told, Is.EquivalentTo(new[] { "Limits__SocketPerUser", "ConnectionStrings__Postgresql" }));
        Assert.That(known, Has.Count.GreaterThan(80));
    }

    [TestCase("Cors:AllowedOrigins:0", "chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example/path")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example/")]
    [TestCase("Cors:AllowedOrigins:0", "ftp://chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "*")]
    [TestCase("Cors:AllowedOrigins:0", "null")]
    [TestCase("Cors:AllowedOrigins:0", "https://*.chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example:443")]
    [TestCase("Cors:AllowedOrigins:0", "http://chat.example:80")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example:99999")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example:")]
    [TestCase("Cors:AllowedOrigins:0", "https://user@chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example?x")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat..example")]
    [TestCase("Cors:AllowedOrigins:0", "https://[::1")]
    [TestCase("Cors:AllowedOrigins:0", "https://")]
    [TestCase("Cors:AllowedOrigins:0", "https://a.example https://b.example")]
    [TestCase("Cors:AllowedOrigins:0", "file://")]
    [TestCase("Cors:AllowedOrigins:0", "file://localhost")]
    [TestCase("Cors:AllowedOrigins:0", "wss://chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "capacitor:localhost")]
    [TestCase("Cors:AllowedOrigins:0", "capacitor://")]
    [TestCase("Cors:AllowedOrigins:0", "capacitor://localhost/")]
    [TestCase("Cors:AllowedOrigins:0", "chrome-extension://*")]
    [TestCase("Cors:AllowedOrigins:0", "https://bu\u0308cher.example", Description = "browsers send the composed form")]
    [TestCase("Cors:AllowedOrigins:0", "https://\uff43hat.example", Description = "browsers send a plain c")]
    [TestCase("Server:PathBase", "chat")]
    [TestCase("Server:PathBase", "/chat/")]
    [TestCase("Server:PathBase", "/")]
    [TestCase("Server:PathBase", "/a//b")]
    [TestCase("Server:PathBase", "/a/../b")]
    [TestCase("Server:PathBase", "/a b")]
    [TestCase("Server:PathBase", "/a%20b")]
    [TestCase("Server:PathBase", "/a?b")]
    [TestCase("Server:PathBase", "https://chat.example/chat")]
    [TestCase("Jwt:AccessTokenMinutes", "0")]
    [TestCase("Jwt:AccessTokenMinutes", "soon")]
    [TestCase("Jwt:RefreshTokenDays", "-1")]
    [TestCase("Limits:SocketsPerUser", "0")]
    [TestCase("Limits:SocketsPerAddress", "0")]
    [TestCase("Limits:Sockets", "-1")]
    [TestCase("Limits:Connections", "none")]
    [TestCase("Limits:ConnectionsPerAddress", "0")]
    [TestCase("Limits:HeadBytes", "100")]
    [TestCase("Limits:HeadSeconds", "0")]
    [TestCase("Limits:BodyBytesPerSecond", "0")]
    [TestCase("Proxies:Networks:0", "somewhere")]
    [TestCase("Proxies:Networks:0", "10.0.0.0/33")]
    [TestCase("ForwardedHeaders_Enabled", "perhaps")]
    [TestCase("RateLimits:FailuresBurst", "0")]
    [TestCase("RateLimits:AddressFailuresPerHour", "0")]
    [TestCase("RateLimits:AccountFailuresPerHour", "many")]
    [TestCase("RateLimits:ReadsBurst", "0")]
    [TestCase("RateLimits:HandshakesPerMinute", "0")]
    [TestCase("RateLimits:SearchesPerSecond", "0")]
    [TestCase("RateLimits:SearchesBurst", "many")]
    [TestCase("Passwords:Waiting", "0")]
    [TestCase("Registration:Mode", "invited")]
    [TestCase("Users:Directory", "closed")]
    [TestCase("Users:ReservedNames", "admin,x")]
    [TestCase("Users:ReservedNames:0", "has space")]
    [TestCase("Database:MigrateOnStart", "maybe")]
    [TestCase("Passwords:WorkFactor", "99")]
    [TestCase("RateLimits:MessagesPerSecond", "0")]
    [TestCase("RateLimits:MessagesToOnePerSecond", "0")]
    [TestCase("RateLimits:MessagesToOneBurst", "1000001")]
    [TestCase("RateLimits:BytesPerMessage", "99")]
    [TestCase("RateLimits:NewConversationsPerHour", "few")]
    [TestCase("RateLimits:NewConversationsBurst", "0")]
    [TestCase("ConnectionStrings:Postgres", "nonsense")]
    public async Task An_invalid_setting_stops_the_start_and_is_named(string name, string value)
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => StartAsync("Development", (name, value)));

        var told = name.Replace(":0", "", StringComparison.Ordinal).Replace(":", "__", StringComparison.Ordinal);
        Assert.That(refusal!.Message, Does.Contain(told));
    }

    [Test]
    public async Task The_switch_that_trusts_every_proxy_stops_the_start()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(
            () => StartAsync("Development", ("ForwardedHeaders_Enabled", "true")));

        Assert.That(
            refusal!.Message, Does.Contain("ASPNETCORE_FORWARDEDHEADERS_ENABLED").And.Contain("Proxies__Networks__0"));
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
