using System.Globalization;
using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>
/// The metrics of a server that is alone in its process: those of several servers in one process cannot be told apart.
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class MetricsTests(bool onPostgres)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-metrics-");
    private readonly HttpClient _client = new() { Timeout = Longest };
    private readonly int _port = Ports.Free();
    private PostgresProcess? _postgres;
    private ServerProcess _server = null!;
    private string _text = "";
    private Person _person = null!;
    private DeviceSocket? _socket;

    [OneTimeSetUp]
    public async Task Start()
    {
        var settings = new Dictionary<string, string>
        {
            ["Storage__DataDirectory"] = _directory.FullName,
            ["Metrics__Urls"] = $"http://127.0.0.1:{_port}",
        };
        if (onPostgres)
        {
            _postgres = await PostgresProcess.StartNewAsync(CancellationToken.None);
            settings["ConnectionStrings__Postgres"] = _postgres.ConnectionString(
                await _postgres.CreateDatabaseAsync(CancellationToken.None));
        }

        _server = new ServerProcess(settings);
        await _server.StartAsync(Deadline());
        await TalkAsync();
        _text = await _client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/metrics"));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _socket?.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
        await (_postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Delete(recursive: true);
    }

    [TestCase("chatapp_sends_total{outcome=\"stored\"}", 2)]
    [TestCase("chatapp_sends_total{outcome=\"recipient_not_found\"}", 1)]
    [TestCase("chatapp_delivery_duration_seconds_count", 2)]
    [TestCase("chatapp_connections", 1)]
    [TestCase("chatapp_logins_total{outcome=\"success\"}", 1)]
    [TestCase("chatapp_events_waiting", 0)]
    [TestCase("chatapp_passwords_queued", 0)]
    [TestCase("chatapp_writes_queued", 0)]
    public void The_metrics_count_what_happened(string metric, int expected) =>
        Assert.That(Read(metric), Is.EqualTo(expected));

    [TestCase("chatapp_commit_duration_seconds_count")]
    [TestCase("chatapp_batch_size_count")]
    [TestCase("chatapp_cache_lookups_total{cache=\"sessions\",result=\"miss\"}")]
    [TestCase("chatapp_cache_lookups_total{cache=\"rows\",result=\"hit\"}")]
    [TestCase("http_server_request_duration_seconds_count{http_route=\"api/v1/auth/register\"}")]
    [TestCase("kestrel_active_connections")]
    [TestCase("dotnet_process_cpu_time_seconds_total")]
    public void The_metrics_show(string metric) => Assert.That(Read(metric), Is.GreaterThan(0));

    [Test]
    public void The_metrics_name_no_user() =>
        Assert.That(_text, Does.Not.Contain($"{_person.Id}").And.Not.Contain(_person.Username));

    [TestCase("metrics", false)]
    [TestCase("metrics/", false)]
    [TestCase("health/live", true)]
    public async Task An_address_for_metrics_serves_nothing_else(string path, bool isOnMainAddress)
    {
        using var main = await _client.GetAsync(new Uri(_server.Address, path));
        using var own = await _client.GetAsync(new Uri($"http://127.0.0.1:{_port}/{path}"));

        Assert.That(main.StatusCode, Is.EqualTo(isOnMainAddress ? HttpStatusCode.OK : HttpStatusCode.NotFound));
        Assert.That(own.StatusCode, Is.EqualTo(isOnMainAddress ? HttpStatusCode.NotFound : HttpStatusCode.OK));
    }

    private static CancellationToken Deadline() => new CancellationTokenSource(Longest).Token;

    // Notes to oneself: stored messages, which the user's own socket receives.
    private async Task TalkAsync()
    {
        var recorder = new HistoryRecorder();
        _person = await Crowd.RegisterAsync(_client, _server.Address, recorder, Deadline());
        using var session = new DeviceSession(_client, [_server.Address], _person, recorder);
        var token = await session.GetTokenAsync(Deadline());
        _socket = await DeviceSocket.ConnectAsync(_server.Address, token, "", _person.Username, Deadline());
        await SendAsync(_person.Id, "message");
        await SendAsync(_person.Id, "message");
        await SendAsync(Guid.CreateVersion7(), "error");
    }

    private async Task SendAsync(Guid recipientId, string answer)
    {
        await _socket!.SendAsync(new { recipient_id = recipientId, content = "Hello!" }, Deadline());
        while (await _socket.ReceiveAsync(Deadline()) is { } frame && frame.Type != answer)
        {
        }
    }

    private double Read(string metric)
    {
        var found = _text.Split('\n').Where(line => IsOf(line, metric)).ToList();
        Assert.That(found, Is.Not.Empty, _text);
        return found.Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static bool IsOf(string line, string metric)
    {
        var parts = metric.Split('{', '}');
        return line.StartsWith(parts[0], StringComparison.Ordinal)
            && line[parts[0].Length..] is [' ' or '{', ..]
            && (parts.Length == 1 || parts[1].Split(',').All(label => line.Contains(label, StringComparison.Ordinal)));
    }
}
