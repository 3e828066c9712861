using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;

namespace ChatApp.Fault.Tests;

/// <summary>
/// The files of the embedded database cannot grow. A process limit replaces the full disk: beyond it a write fails in
/// the same way, but with another error number.
/// </summary>
internal sealed class FullDiskTests
{
    private const string NoLimit = "unlimited";

    // Otherwise the first such write would kill the process; a full disk would not.
    private static readonly string[] IgnoringTheSignal = ["bash", "-c", "trap '' XFSZ; exec \"$@\"", "bash"];

    [Test]
    [Platform(Include = "Linux")]
    [CancelAfter(120_000)]
    public async Task Writes_to_a_full_disk_are_unavailable_until_there_is_space(
        CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("chatapp-fault-").FullName;
        try
        {
            var settings = new Dictionary<string, string> { ["Storage__DataDirectory"] = data };
            await using var server = new ServerProcess(settings, IgnoringTheSignal);
            await server.StartAsync(cancellationToken);
            using var person = await PlainClient.ConnectAsync(server.Address, cancellationToken);
            Assert.That((await person.SendOverSocketAsync()).Type, Is.EqualTo("message"), "works before the fault");

            await LimitAsync(server, $"{new FileInfo(Path.Combine(data, "chatapp.db-wal")).Length}", cancellationToken);
            var refused = await person.SendOverRestAsync(cancellationToken);
            Assert.That((refused.Status, refused.HasRetryAfter), Is.EqualTo((HttpStatusCode.ServiceUnavailable, true)));
            Assert.That((await person.SendOverSocketAsync()).Code, Is.EqualTo("unavailable"));
            await server.AwaitReadinessAsync(expected: false, cancellationToken);

            await LimitAsync(server, NoLimit, cancellationToken);
            Assert.That((await person.SendOverSocketAsync()).Type, Is.EqualTo("message"));
            Assert.That((await person.SendOverRestAsync(cancellationToken)).Status, Is.EqualTo(HttpStatusCode.Created));
            await server.AwaitReadinessAsync(expected: true, cancellationToken);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static Task LimitAsync(ServerProcess server, string bytes, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync("prlimit", ["--pid", $"{server.Id}", $"--fsize={bytes}:{NoLimit}"], cancellationToken);
}
