using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>Clients of a cluster behind nginx, with the configuration of deploy/.</summary>
internal sealed partial class ClusterTests
{
    private const int People = 8;
    private const int DevicesOfEach = 2;

    [Test]
    [CancelAfter(5 * 60 * 1000)]
    public async Task Clients_of_a_stopped_node_resume_on_the_other_one(CancellationToken cancellationToken)
    {
        await using var cluster = await Cluster.StartAsync(
            new Dictionary<string, string>(), cancellationToken);
        await using var crowd = await Crowd.GatherAsync(
            [cluster.Address], People, DevicesOfEach, cancellationToken);
        Assert.That(await crowd.WaitUntilAsync(() => AllSent(crowd, TimeSpan.Zero), cancellationToken), Is.Not.Null);
        Assert.That(await BothNodesHaveSocketsAsync(cluster, cancellationToken), Is.True, "the load is spread");

        var stopped = crowd.Recorder.Now;
        await cluster.StopNodeAsync(0, cancellationToken);

        var stall = await crowd.WaitUntilAsync(() => AllSent(crowd, stopped), cancellationToken);
        await TestContext.Progress.WriteLineAsync($"All devices sent again after {stall?.TotalSeconds:0.00} s.");
        var history = await crowd.FallSilentAsync(cancellationToken);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stall, Is.LessThan(TimeSpan.FromSeconds(10)));
            Assert.That(history.Acknowledgements, Has.Count.GreaterThan(100));
            Assert.That(HistoryChecker.Check(history), Is.Empty);
            Assert.That(crowd.Recorder.WrongAnswers, Is.Empty);
        }
    }

    [Test]
    [CancelAfter(5 * 60 * 1000)]
    public async Task A_path_prefix_leads_through_nginx_to_calls_and_sockets(CancellationToken cancellationToken)
    {
        await using var cluster = await Cluster.StartAsync(
            new Dictionary<string, string> { ["Server__PathBase"] = "/chat" }, cancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(cluster.Address, "/chat/") };
        var account = new { username = "anna", email = "anna@example.org", password = "a password of anna" };
        using var registered = await client.PostAsJsonAsync("api/v1/auth/register", account, cancellationToken);
        using var login = await client.PostAsJsonAsync("api/v1/auth/login", account, cancellationToken);
        using var page = await client.GetAsync(new Uri("", UriKind.Relative), cancellationToken);

        Assert.That(registered.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var location = new Uri(registered.RequestMessage!.RequestUri!, registered.Headers.Location!);
        Assert.That(location.AbsolutePath, Does.StartWith("/chat/api/v1/users/"));
        foreach (var path in (string[])["/metrics", "/METRICS", "/metrics/", "/chat/metrics", "/chat/Metrics/"])
        {
            using var metrics = await client.GetAsync(new Uri(cluster.Address, path), cancellationToken);
            Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
        }

        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var token = (await login.Content.ReadFromJsonAsync<Login>(cancellationToken))!.AccessToken;
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri($"ws://{cluster.Address.Authority}/chat/ws/chat?token={token}"), cancellationToken);
        Assert.That(socket.State, Is.EqualTo(WebSocketState.Open));
    }

    [Test]
    [CancelAfter(5 * 60 * 1000)]
    public async Task Without_a_node_nginx_answers_as_a_node_would(CancellationToken cancellationToken)
    {
        await using var cluster = await Cluster.StartAsync(
            new Dictionary<string, string>(), cancellationToken);
        await cluster.StopNodeAsync(0, cancellationToken);
        await cluster.StopNodeAsync(1, cancellationToken);

        using var client = new HttpClient { BaseAddress = cluster.Address };
        using var answer = await client.GetAsync("api/v1/users/me", cancellationToken);
        var problem = await answer.Content.ReadFromJsonAsync<Problem>(cancellationToken);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
        Assert.That(problem!.Code, Is.EqualTo("unavailable"));
    }

    private static bool AllSent(Crowd crowd, TimeSpan since) =>
        crowd.Devices.All(device => device.LastAcknowledged > since);

    private static async Task<bool> BothNodesHaveSocketsAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var metrics = await Task.WhenAll(cluster.Nodes.Select(
            node => client.GetStringAsync(new Uri(node.Address, "/metrics"), cancellationToken)));
        return metrics.All(OpenSockets().IsMatch);
    }

    [GeneratedRegex(@"^chatapp_connections(\{.*\})? [1-9]", RegexOptions.Multiline)]
    private static partial Regex OpenSockets();

    private sealed record Problem(string Code);

    private sealed record Login([property: JsonPropertyName("access_token")] string AccessToken);
}
