using System.Diagnostics;
using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>A killed node says nothing of its users: the others notice.</summary>
internal sealed class PresenceTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(60);

    [Test]
    [CancelAfter(120_000)]
    public async Task Users_of_a_killed_node_go_offline_within_60_seconds(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var recorder = new HistoryRecorder();
        await using var installation = await Installation.StartAsync(nodes: 2, cancellationToken);
        var (dying, surviving) = (installation.Nodes[0], installation.Nodes[1]);
        var alice = await Crowd.RegisterAsync(client, surviving.Address, recorder, cancellationToken);
        var bob = await Crowd.RegisterAsync(client, surviving.Address, recorder, cancellationToken);
        using var ofAlice = new DeviceSession(client, [surviving.Address], alice, recorder);
        using var ofBob = new DeviceSession(client, [surviving.Address], bob, recorder);
        var body = new { recipient_id = bob.Id, content = "They are in touch." };
        await ofAlice.InsistAsync(HttpMethod.Post, "messages/dm", body, HttpStatusCode.Created, cancellationToken);
        using var listening = await ConnectAsync(surviving, ofBob, cancellationToken);
        using var ending = await ConnectAsync(dying, ofAlice, cancellationToken);
        await NextAsync(listening, isOnline: true, cancellationToken);

        await dying.Server.KillAsync(cancellationToken);
        var killed = Stopwatch.GetTimestamp();
        var gone = await NextAsync(listening, isOnline: false, cancellationToken);
        var took = Stopwatch.GetElapsedTime(killed);

        await TestContext.Progress.WriteLineAsync($"offline after {took.TotalSeconds:0.0} s");
        Assert.That(gone.UserId, Is.EqualTo(alice.Id));
        Assert.That(took, Is.LessThan(Promised));
    }

    private static async Task<DeviceSocket> ConnectAsync(
        Node node, DeviceSession session, CancellationToken cancellationToken)
    {
        var beginning = await session.InsistAsync(
            HttpMethod.Get, "sync", null, HttpStatusCode.OK, cancellationToken);
        return await DeviceSocket.ConnectAsync(
            node.Address,
            await session.GetTokenAsync(cancellationToken),
            beginning.Body.GetProperty("cursor").GetString()!,
            "presence",
            cancellationToken);
    }

    private static async Task<PresenceNotice> NextAsync(
        DeviceSocket socket, bool isOnline, CancellationToken cancellationToken)
    {
        while (await socket.ReceiveAsync(cancellationToken) is { } frame)
        {
            if (frame.Type == "presence" && frame.ToPresence() is var notice && notice.Online == isOnline)
            {
                return notice;
            }
        }

        throw new InvalidOperationException("The socket was closed.");
    }
}
