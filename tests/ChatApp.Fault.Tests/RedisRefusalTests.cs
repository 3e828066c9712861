using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>
/// Two nodes with a Redis that answers with errors: it counts as unavailable, events arrive as without Redis, and the
/// log gives the reason.
/// </summary>
internal sealed class RedisRefusalTests
{
    private const string Password = "of-nobody-elses-business";

    // Section 6 of the contract, point 4.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HistoryRecorder _recorder = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-fault-");
    private PostgresProcess _postgres = null!;

    [OneTimeSetUp]
    public async Task Start() => _postgres = await PostgresProcess.StartNewAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _postgres.DisposeAsync();
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    [Test]
    public Task A_user_without_channels_is_logged_and_loses_nothing() => NothingIsLostAndTheLogSaysAsync(
        new RedisProcess("--user", "chatapp", "on", $">{Password}", "~*", "+@all", "resetchannels"),
        $",user=chatapp,password={Password}",
        "NOPERM",
        "other nodes");

    [Test]
    public Task A_user_without_scripts_is_logged_and_loses_nothing() => NothingIsLostAndTheLogSaysAsync(
        new RedisProcess("--user", "chatapp", "on", $">{Password}", "~*", "&*", "+@all", "-eval", "-evalsha"),
        $",user=chatapp,password={Password}",
        "NOPERM",
        "sockets");

    [Test]
    public Task A_wrong_password_is_logged_and_loses_nothing() => NothingIsLostAndTheLogSaysAsync(
        new RedisProcess("--requirepass", "the correct password"), $",password={Password}", "NOAUTH", "without it");

    [Test]
    public Task Full_memory_is_logged_and_loses_nothing() => NothingIsLostAndTheLogSaysAsync(
        new RedisProcess("--maxmemory", "1"), "", "OOM", "sockets");

    [Test]
    public async Task A_read_only_replica_is_logged_and_loses_nothing()
    {
        await using var primary = new RedisProcess();
        await primary.StartAsync(CancellationToken.None);
        await NothingIsLostAndTheLogSaysAsync(
            new RedisProcess("--replicaof", "127.0.0.1", $"{primary.Port}"), "", "READONLY", "sockets");
    }

    private async Task NothingIsLostAndTheLogSaysAsync(RedisProcess redis, string login, string word, string lost)
    {
        await using var ended = redis;
        await redis.StartAsync(CancellationToken.None);
        var database = await _postgres.CreateDatabaseAsync(CancellationToken.None);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] = _postgres.ConnectionString(database),
            ["ConnectionStrings__Redis"] = $"127.0.0.1:{redis.Port}{login}",
            ["Storage__DataDirectory"] = _directory.FullName,
        };
        await using var first = new ServerProcess(settings);
        await using var second = new ServerProcess(settings);
        await Task.WhenAll(first.StartAsync(CancellationToken.None), second.StartAsync(CancellationToken.None));
        var writing = await Crowd.RegisterAsync(_client, NodeOf(first), _recorder, CancellationToken.None);
        var listening = await Crowd.RegisterAsync(_client, NodeOf(first), _recorder, CancellationToken.None);
        using var writer = new DeviceSession(_client, [NodeOf(first)], writing, _recorder);
        using var listener = new DeviceSession(_client, [NodeOf(second)], listening, _recorder);
        var beginning = await listener.InsistAsync(
            HttpMethod.Get, "sync", null, HttpStatusCode.OK, CancellationToken.None);
        using var socket = await DeviceSocket.ConnectAsync(
            NodeOf(second),
            await listener.GetTokenAsync(CancellationToken.None),
            beginning.Body.GetProperty("cursor").GetString()!,
            "listener",
            CancellationToken.None);

        for (var i = 0; i < 3; i++)
        {
            var content = $"message {i}";
            var body = new { recipient_id = listening.Id, content };
            await writer.InsistAsync(
                HttpMethod.Post, "messages/dm", body, HttpStatusCode.Created, CancellationToken.None);
            await ReceiveAsync(socket, content);
        }

        // At the latest with the renewal of the sockets' leases.
        var told = await TellingAsync(second, $"({word} ", lost);
        Assert.That(told, Is.Unique, "each kind at most once a minute");
        Assert.That(first.Output + second.Output, Does.Not.Contain(Password));
        Assert.That(_recorder.WrongAnswers, Is.Empty);
    }

    private static async Task<IReadOnlyList<string>> TellingAsync(ServerProcess server, string word, string lost)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var told = server.Output.Split('\n')
                .Where(line => line.Contains("answers with an error", StringComparison.Ordinal))
                .ToList();
            if (told.Exists(line =>
                line.Contains(word, StringComparison.Ordinal) && line.Contains(lost, StringComparison.Ordinal)))
            {
                // The line without its time.
                return told.ConvertAll(line => line[line.IndexOf(' ', StringComparison.Ordinal)..]);
            }

            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }

    private static Uri NodeOf(ServerProcess server) => new($"http://127.0.0.1:{server.Port}");

    private static async Task ReceiveAsync(DeviceSocket socket, string content)
    {
        using var deadline = new CancellationTokenSource(Promised);
        while (await socket.ReceiveAsync(deadline.Token) is { } frame)
        {
            if (frame.Type == "message" && frame.ToMessage().Content == content)
            {
                return;
            }
        }

        Assert.Fail($"closed while '{content}' was awaited");
    }
}
