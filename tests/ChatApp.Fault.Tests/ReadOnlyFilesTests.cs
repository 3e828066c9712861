using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;

namespace ChatApp.Fault.Tests;

/// <summary>
/// The files of the embedded database are read-only for a while. Not run as root, which ignores file permissions.
/// </summary>
internal sealed class ReadOnlyFilesTests
{
    [Test]
    [Platform(Include = "Linux")]
    [CancelAfter(120_000)]
    public async Task Writes_to_read_only_files_are_unavailable_until_they_are_writable(
        CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("chatapp-fault-").FullName;
        try
        {
            var (program, data) = await PrepareAsync(folder, cancellationToken);
            var settings = new Dictionary<string, string> { ["Storage__DataDirectory"] = data };
            await using (var first = new ServerProcess(settings, PostgresProcess.AsUser, program))
            {
                await first.StartAsync(cancellationToken);
                await first.TerminateAsync(cancellationToken);
            }

            // So that only the first access to the files shows that they are read-only.
            settings["Database__MigrateOnStart"] = "false";
            await using var server = new ServerProcess(settings, PostgresProcess.AsUser, program);
            await server.StartAsync(cancellationToken);
            using var person = await PlainClient.ConnectAsync(server.Address, cancellationToken);
            Assert.That((await person.LogInAsync(cancellationToken)).Status, Is.EqualTo(HttpStatusCode.OK),
                "works before the fault");

            // Open files stay writable. Many parallel logins make the server open new connections.
            await ChangeModeAsync(data, "a-w", cancellationToken);
            HttpStatusCode[] answers;
            do
            {
                answers = await LogInAsync(person, cancellationToken);
                Assert.That(answers, Is.All.AnyOf(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK));
            }
            while (!answers.Contains(HttpStatusCode.ServiceUnavailable));
            Assert.That(await SendAsync(person, cancellationToken), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            await server.AwaitReadinessAsync(expected: false, cancellationToken);

            await ChangeModeAsync(data, "u+w", cancellationToken);
            Assert.That(await LogInAsync(person, cancellationToken), Is.All.EqualTo(HttpStatusCode.OK));
            Assert.That(await SendAsync(person, cancellationToken), Is.EqualTo(HttpStatusCode.Created));
            await server.AwaitReadinessAsync(expected: true, cancellationToken);
            Assert.That(await SendAsync(person, cancellationToken), Is.EqualTo(HttpStatusCode.Created));

            // A start does not wait for a change of the permissions.
            await server.TerminateAsync(cancellationToken);
            await ChangeModeAsync(data, "a-w", cancellationToken);
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                server.StartAsync(cancellationToken));
            Assert.That(refusal!.Message, Does.Contain("ended with 1").And.Contains("Storage__DataDirectory"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<HttpStatusCode> SendAsync(PlainClient person, CancellationToken cancellationToken) =>
        (await person.SendOverRestAsync(cancellationToken)).Status;

    private static async Task<HttpStatusCode[]> LogInAsync(PlainClient person, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => person.LogInAsync(cancellationToken)));
        return [.. answers.Select(answer => answer.Status)];
    }

    // A copy of the server that every user can read, and a data directory of the user that runs it.
    private static async Task<(string Program, string Data)> PrepareAsync(
        string folder, CancellationToken cancellationToken)
    {
        var (server, data) = (Path.Combine(folder, "server"), Path.Combine(folder, "data"));
        await ChildProcess.RunAsync("cp", ["-r", ServerProcess.Folder, server], cancellationToken);
        await ChildProcess.RunAsync("chmod", ["-R", "a+rX", folder], cancellationToken);
        Directory.CreateDirectory(data);
        if (Environment.IsPrivilegedProcess)
        {
            await ChildProcess.RunAsync("chown", ["postgres:postgres", data], cancellationToken);
        }

        return (Path.Combine(server, "ChatApp.Api.dll"), data);
    }

    private static Task ChangeModeAsync(string data, string mode, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync("chmod", [mode, .. Directory.GetFiles(data, "chatapp.db*")], cancellationToken);
}
