using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;

namespace ChatApp.Fault.Tests;

/// <summary>
/// The files of the embedded database can grow no more. A limit of the process stands for the disk: beyond it a write
/// fails as it does there, but with another number.
/// </summary>
internal sealed class FullDiskTests
{
    private const string NoLimit = "unlimited";

    // Else the first such write would end the process, where a full disk would not.
    private static readonly string[] IgnoringTheSignal = ["bash", "-c", "trap '' XFSZ; exec \"$@\"", "bash"];

    [Test]
    [Platform(Include = "Linux")]
    [CancelAfter(120_000)]
    public async Task What_finds_no_room_is_unavailable_and_so_is_the_server_until_there_is_room(
        CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("chatapp-fault-").FullName;
        try
        {
            var settings = new Dictionary<string, string> { ["Storage__DataDirectory"] = data };
            await using var server = new ServerProcess(settings, IgnoringTheSignal);
            await server.StartAsync(cancellationToken);
            using var person = await PlainClient.ConnectAsync(server.Address, cancellationToken);
            Assert.That((await person.SendOverSocketAsync()).Type, Is.EqualTo("message"), "all is well at first");

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
