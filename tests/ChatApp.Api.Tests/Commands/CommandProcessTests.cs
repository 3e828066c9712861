namespace ChatApp.Api.Tests.Commands;

/// <summary>Commands as processes of their own: exit codes, pipes and signals.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CommandProcessTests
{
    [Test]
    public async Task A_password_comes_from_the_input_and_nothing_but_results_goes_to_the_output()
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        (string, string)[] environment = [("Storage__DataDirectory", directory)];
        try
        {
            Assert.That((await ServerProcess.RunAsync(["migrate"], environment)).Code, Is.EqualTo(0));

            var created = await ServerProcess.RunWithAsync(
                "correct horse battery staple\n",
                ["users", "create", "alice", "--email", "alice@example.com"],
                environment);
            var list = await ServerProcess.RunAsync(["users", "list"], environment);
            var check = await ServerProcess.RunAsync(["check"], environment);

            Assert.That(created.Code, Is.EqualTo(0), created.Errors);
            Assert.That(created.Output, Does.Match(@"^[0-9a-f-]{36}\talice\s*$"));
            Assert.That(created.Errors, Does.Contain("ChatApp.Audit[300]"));
            Assert.That(list.Code, Is.Zero, list.Errors);
            Assert.That(list.Output, Does.StartWith(created.Output.Split('\t')[0]));

            // In Production, which these processes are in, a server needs a key.
            Assert.That(check.Code, Is.EqualTo(3), check.Output);
            Assert.That(
                check.Output, Does.Contain("settings: ").And.Contain("Jwt__SigningKey").And.Contain("No errors."));
            Assert.That(File.Exists(Path.Combine(directory, "signing-key")), Is.False, "no key is made");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [TestCase(2, "check", "--repiar")]
    [TestCase(2, "backup")]
    [TestCase(2, "nothing")]
    [TestCase(1, "users", "list")]
    [TestCase(3, "check", "--Jwt:SigningKey=a random text that is long enough to be a key")]
    [TestCase(0, "migrate", "--help")]
    public async Task The_exit_code_says_how_it_ended(int code, params string[] arguments)
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());

        var outcome = await ServerProcess.RunAsync(arguments, ("Storage__DataDirectory", directory));

        Assert.That(outcome.Code, Is.EqualTo(code), outcome.Errors);
        Assert.That(outcome.Output + outcome.Errors, Is.Not.Empty.And.Not.Contains("   at "));
        Assert.That(Directory.Exists(directory), Is.False, "nothing is made");
    }

    [Test]
    public async Task A_signal_ends_a_command()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        var outcome = await ServerProcess.TerminateAsync(
            "PostgreSQL cannot be used yet",
            ["migrate"],
            ("Database__WaitAtStartSeconds", "60"),
            ("ConnectionStrings__Postgres", $"Host=127.0.0.1;Port={port};Username=nobody"));

        Assert.That(outcome.Code, Is.EqualTo(143), outcome.Errors);
        Assert.That(outcome.Errors, Does.EndWith("Stopped.\n").And.Not.Contains("   at "));
    }
}
