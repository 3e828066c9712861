using System.Net;
using System.Net.Sockets;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>
/// A server that may open only few files, in one case the fewest with which it starts, and a stranger who opens many
/// more connections without sending requests.
/// </summary>
[TestFixture(true, 1_024)]
[TestFixture(false, 1_024)]
[TestFixture(true, 534, Description = "448, 22 for its pool and 64 places")]
[TestFixture(false, 640, Description = "448, 128 for SQLite and 64 places")]
internal sealed class DescriptorTests(bool onPostgres, int descriptors)
{
    private const int Strangers = 3_000;
    private const int AtOnce = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-fault-");
    private PostgresProcess? _postgres;
    private ServerProcess _server = null!;
    private readonly HttpClient _client = new() { Timeout = Longest };
    private readonly HistoryRecorder _recorder = new();
    private Uri _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        var settings = new Dictionary<string, string> { ["Storage__DataDirectory"] = _directory.FullName };
        if (onPostgres)
        {
            _postgres = await PostgresProcess.StartNewAsync(CancellationToken.None);
            var database = await _postgres.CreateDatabaseAsync(CancellationToken.None);
            settings["ConnectionStrings__Postgres"] = _postgres.ConnectionString(database);
        }

        _server = new ServerProcess(settings, ["prlimit", $"--nofile={descriptors}:{descriptors}"]);
        await _server.StartAsync(CancellationToken.None);
        _node = new Uri($"http://127.0.0.1:{_server.Port}");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await (_postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Delete(recursive: true);
    }

    [Test]
    public async Task Connected_users_are_not_affected_by_a_flood_of_connections()
    {
        Assert.That(_server.Output, Does.Contain($"{descriptors} files"), "the start logs the lowered limits");
        var (alice, writer) = await ComeAsync(_client);
        var (bob, listener) = await ComeAsync(_client);
        await AssertArrivesAsync(writer, listener, bob, "before");
        var strangers = await FloodAsync();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                await AssertArrivesAsync(writer, listener, bob, $"during {i}");
            }

            // On the connection that this client already had.
            using var device = Session(_client, alice);
            await device.GetTokenAsync(Deadline());
            await device.InsistAsync(HttpMethod.Get, $"messages/dm/{bob.Id}", null, HttpStatusCode.OK, Deadline());
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }

        using var client = new HttpClient { Timeout = Longest };
        var (_, newcomer) = await ComeAsync(client);
        await AssertArrivesAsync(newcomer, listener, bob, "after");
        await AssertArrivesAsync(writer, listener, bob, "after, as before");
        Assert.That(await _server.IsReadyAsync(Deadline()), Is.True);
        Assert.That(_recorder.WrongAnswers, Is.Empty);
        writer.Dispose();
        listener.Dispose();
        newcomer.Dispose();
        Assert.That(await _server.TerminateAsync(Deadline()), Is.Zero);
    }

    private static CancellationToken Deadline() => new CancellationTokenSource(Longest).Token;

    private static async Task AssertArrivesAsync(DeviceSocket from, DeviceSocket to, Person recipient, string content)
    {
        await from.SendAsync(new { recipient_id = recipient.Id, content }, Deadline());
        foreach (var socket in new[] { from, to })
        {
            ChatFrame? frame;
            do
            {
                frame = await socket.ReceiveAsync(Deadline());
                Assert.That(frame, Is.Not.Null, $"closed while '{content}' was awaited");
            }
            while (frame!.Type != "message" || frame.ToMessage().Content != content);
        }
    }

    // Each connection is open or closed by the server; the test waits for neither.
    private async Task<List<Socket>> FloodAsync()
    {
        var strangers = new List<Socket>(Strangers);
        while (strangers.Count < Strangers)
        {
            var some = Enumerable.Range(0, AtOnce)
                .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
                .ToList();
            strangers.AddRange(some);
            await Task.WhenAll(some.Select(ConnectAsync)).WaitAsync(Longest);
        }

        return strangers;
    }

    private async Task ConnectAsync(Socket stranger)
    {
        try
        {
            await stranger.ConnectAsync(IPAddress.Loopback, _server.Port);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Accepted and closed before this side has completed the connection.
        }
    }

    // Registers, logs in and opens a socket, repeatedly while the server is full.
    private async Task<(Person Person, DeviceSocket Socket)> ComeAsync(HttpClient client)
    {
        var person = await Crowd.RegisterAsync(client, _node, _recorder, Deadline());
        using var session = Session(client, person);
        var beginning = await session.InsistAsync(HttpMethod.Get, "sync", null, HttpStatusCode.OK, Deadline());
        var token = await session.GetTokenAsync(Deadline());
        var cursor = beginning.Body.GetProperty("cursor").GetString()!;
        return (person, await DeviceSocket.ConnectAsync(_node, token, cursor, person.Username, Deadline()));
    }

    private DeviceSession Session(HttpClient client, Person person) => new(client, [_node], person, _recorder);
}
