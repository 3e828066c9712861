namespace ChatApp.Api.Tests.Operation;

/// <summary>The console output of the server as a separate process.</summary>
public sealed class ConsoleTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [TestCase("Development")]
    [TestCase("Production")]
    public async Task Each_log_entry_is_one_line_with_a_time(
        string environment)
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        try
        {
            var lines = await ServerProcess.ServeAsync(
                firstLine: "Open http",
                Longest,
                ("ASPNETCORE_ENVIRONMENT", environment),
                ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
                ("Jwt__SigningKey", "a random text that is long enough to be a key"),
                ("Storage__DataDirectory", directory));

            Assert.That(lines, Has.All.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (info|warn): [\w.]+\[\d+\] \S"));
            Assert.That(lines[^2], Does.Contain("The server is stopping (SIGTERM)"));
            Assert.That(lines[^1], Does.Contain("The server has stopped"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
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

            Assert.That(lines, Has.Some.Match(@"fail: ChatApp\.Api\[212\] A task failed.*InvalidOperationException"));
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
}
