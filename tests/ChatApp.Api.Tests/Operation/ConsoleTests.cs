using System.Net.Http.Json;
using ChatApp.Application.Common;

namespace ChatApp.Api.Tests.Operation;

/// <summary>The console output of the server as a separate process.</summary>
public sealed class ConsoleTests
{
    private const string Password = "a password of anna";
    private const string SigningKey = "a random text that is long enough to be a key";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    [TestCase("Development")]
    [TestCase("Production", "Logging__Console__FormatterName", "simple")]
    public async Task Each_log_entry_is_one_line_with_a_time(
        string environment, string setting = "Users__Directory", string value = "open")
    {
        var lines = await TalkAsync(environment, (setting, value));

        Assert.That(lines, Has.All.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (info|warn): [\w.]+\[\d+\] \S"));
        Assert.That(lines, Has.Some.Contain($"has started on .NET {Environment.Version} in {environment}"));
        Assert.That(lines[^2], Does.Contain("The sockets have ended"));
        Assert.That(lines, Has.Some.Contain("The server is stopping (SIGTERM)"));
        Assert.That(lines[^1], Does.Contain("The server has stopped"));
    }

    [TestCase("Production")]
    [TestCase("Development", "Logging__Console__FormatterName", "json")]
    public async Task Each_log_entry_is_a_JSON_object_with_ids_as_fields(
        string environment, string setting = "Users__Directory", string value = "open")
    {
        var lines = await TalkAsync(environment, (setting, value));

        var entries = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        using (Assert.EnterMultipleScope())
        {
            foreach (var entry in entries)
            {
                Assert.That(
                    entry.GetProperty("Timestamp").GetString(),
                    Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
                Assert.That(entry.GetProperty("LogLevel").GetString(), Is.EqualTo("Information").Or.EqualTo("Warning"));
                Assert.That(entry.GetProperty("Category").GetString(), Is.Not.Empty);
                Assert.That(entry.GetProperty("Message").GetString(), Is.Not.Empty);
            }
        }

        JsonElement One(int id) => entries.Single(entry => entry.GetProperty("EventId").GetInt32() == id);
        var started = One(212).GetProperty("State");
        Assert.That(started.GetProperty("Environment").GetString(), Is.EqualTo(environment));
        Assert.That(
            started.GetProperty("Settings").GetString(),
            Does.Contain("Jwt__SigningKey, ").And.Contain("Passwords__WorkFactor=10").And.Not.Contain(SigningKey));
        var registered = One(300).GetProperty("State").GetProperty("UserId").GetGuid();
        var login = One(301).GetProperty("State");
        Assert.That(login.GetProperty("UserId").GetGuid(), Is.EqualTo(registered));
        Assert.That(login.GetProperty("SessionId").GetGuid(), Is.Not.EqualTo(Guid.Empty));
        Assert.That(One(302).GetProperty("LogLevel").GetString(), Is.EqualTo("Warning"));
        Assert.That(One(208).GetProperty("Message").GetString(), Does.StartWith("The server has stopped"));
        Assert.That(string.Concat(lines), Does.Not.Contain(Password).And.Not.Contain("@example.org"));
    }

    [Test]
    public void An_unknown_format_stops_the_start_and_is_named()
    {
        var refusal = Assert.Throws<SettingException>(
            () => ChatServer.Build(["--Logging__Console__FormatterName=xml"]));

        Assert.That(
            refusal!.Message,
            Is.EqualTo(
                "The setting Logging__Console__FormatterName must be one of simple, json, systemd; it is 'xml'."));
    }

    [Test]
    public async Task The_exception_of_a_task_that_nothing_observes_is_logged()
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        try
        {
            var lines = await ServerProcess.ServeAsync(
                firstLine: "nothing has observed it",
                Longest,
                ("DOTNET_STARTUP_HOOKS", typeof(ConsoleTests).Assembly.Location),
                (StartupHook.FailingTasks, "yes"),
                ("ASPNETCORE_ENVIRONMENT", "Development"),
                ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
                ("Storage__DataDirectory", directory));

            Assert.That(lines, Has.Some.Match(@"fail: ChatApp\.Api\[213\] A task failed.*InvalidOperationException"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public async Task A_stop_while_waiting_for_the_database_is_not_an_error()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var lines = await ServerProcess.ServeAsync(
            firstLine: "PostgreSQL cannot be used yet",
            Longest,
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("Database__WaitAtStartSeconds", "60"),
            ("ConnectionStrings__Postgres", $"Host=127.0.0.1;Port={port};Username=nobody"));

        Assert.That(lines, Has.None.Contain("Exception").And.None.StartsWith("   at "));
    }

    // A start, a registration, a login, a failed one, and a stop.
    private static async Task<IReadOnlyList<string>> TalkAsync(string environment, (string Name, string Value) setting)
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        var address = new Uri($"http://127.0.0.1:{Ports.Free()}/api/v1/auth/");
        using var client = new HttpClient { BaseAddress = address };
        try
        {
            return await ServerProcess.ServeAsync(
                firstLine: "Open http",
                Longest,
                CallAsync,
                ("ASPNETCORE_ENVIRONMENT", environment),
                ("ASPNETCORE_URLS", address.GetLeftPart(UriPartial.Authority)),
                ("Jwt__SigningKey", SigningKey),
                ("Passwords__WorkFactor", "10"),
                ("Storage__DataDirectory", directory),
                setting);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        async Task CallAsync()
        {
            var account = new { username = "anna", email = "anna@example.org", password = Password };
            using var registered = await client.PostAsJsonAsync("register", account);
            using var login = await client.PostAsJsonAsync("login", account);
            using var guess = await client.PostAsJsonAsync("login", account with { password = $"not {Password}" });
            Assert.That(
                (registered.StatusCode, login.StatusCode, guess.StatusCode),
                Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        }
    }
}
