using System.Diagnostics;
using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>
/// Two nodes with a Redis over TLS, as a user with only the rights that docs/operations.md lists: hints arrive, quotas
/// are counted, and nothing is refused.
/// </summary>
internal sealed class RedisLeastRightsTests
{
    private const string Password = "of-nobody-elses-business";
    private const string Prefix = "chat1:";
    private const int Messages = 6;

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

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_documented_rights_are_sufficient(bool withPrefix)
    {
        var certificates = new TestCertificates(_directory.FullName);
        var tlsPort = Ports.Free();
        var prefix = withPrefix ? Prefix : "chatapp:";
        await using var redis = new RedisProcess(
        [
            "--tls-port", $"{tlsPort}", "--tls-cert-file", certificates.Certificate, "--tls-key-file", certificates.Key,
            "--tls-ca-cert-file", certificates.Authority, "--tls-auth-clients", "no",
            "--user", "chatapp", "on", $">{Password}", .. DocumentedRights(prefix),
        ]);
        await redis.StartAsync(CancellationToken.None);
        var options = withPrefix ? $"&channelPrefix={Prefix}" : "";
        var database = await _postgres.CreateDatabaseAsync(CancellationToken.None);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] = _postgres.ConnectionString(database),
            ["ConnectionStrings__Redis"] =
                $"rediss://chatapp:{Password}@127.0.0.1:{tlsPort}?checkCertificateRevocation=false{options}",
            ["SSL_CERT_FILE"] = certificates.Authority,
            ["Storage__DataDirectory"] = _directory.FullName,

            // So small that the nodes call Redis.
            ["RateLimits__Enabled"] = "true",
            ["RateLimits__MessagesToOneBurst"] = "20",
        };
        await using var first = new ServerProcess(settings);
        await using var second = new ServerProcess(settings);
        await Task.WhenAll(first.StartAsync(CancellationToken.None), second.StartAsync(CancellationToken.None));
        var writing = await Crowd.RegisterAsync(_client, first.Address, _recorder, CancellationToken.None);
        var listening = await Crowd.RegisterAsync(_client, first.Address, _recorder, CancellationToken.None);
        using var writer = new DeviceSession(_client, [first.Address], writing, _recorder);
        using var listener = new DeviceSession(_client, [second.Address], listening, _recorder);
        var beginning = await listener.InsistAsync(
            HttpMethod.Get, "sync", null, HttpStatusCode.OK, CancellationToken.None);
        using var socket = await DeviceSocket.ConnectAsync(
            second.Address,
            await listener.GetTokenAsync(CancellationToken.None),
            beginning.Body.GetProperty("cursor").GetString()!,
            "listener",
            CancellationToken.None);

        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Messages; i++)
        {
            var content = $"message {i}";
            var body = new { recipient_id = listening.Id, content };
            await writer.InsistAsync(
                HttpMethod.Post, "messages/dm", body, HttpStatusCode.Created, CancellationToken.None);
            await ReceiveAsync(socket, content);
        }

        // Without hints, messages would arrive by reconciliation every three seconds, on average after half of that.
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(Messages)));
        var keys = await redis.AskAsync("KEYS *", CancellationToken.None);
        foreach (var kind in new[] { "leases:", "messages:" })
        {
            Assert.That(keys, Does.Contain(prefix + kind));
        }

        // A lease is renewed within five seconds.
        Assert.That(await redis.AskAsync("ACL LOG", CancellationToken.None), Does.Not.Contain(prefix));
        Assert.That(first.Output + second.Output, Does.Not.Contain("Redis"));
    }

    // The rule from the document, word for word, except for the prefix.
    private static string[] DocumentedRights(string prefix)
    {
        const string Beginning = "ACL SETUSER chatapp reset on '>PASSWORD' ";
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ChatApp.sln")))
        {
            directory = directory.Parent
                ?? throw new InvalidOperationException("These tests must run within the repository.");
        }

        var text = File.ReadAllText(Path.Combine(directory.FullName, "docs", "operations.md"));
        var start = text.IndexOf(Beginning, StringComparison.Ordinal) + Beginning.Length;
        var rule = text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
        return rule.Replace("chatapp:", prefix, StringComparison.Ordinal)
            .Split([' ', '\n', '\\', '\''], StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task ReceiveAsync(DeviceSocket socket, string content)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
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
