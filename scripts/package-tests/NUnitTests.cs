using System.Diagnostics;
using System.Net;
using ChatApp.Testing;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace PackageTests;

/// <summary>What the harness offers, as a user of the package writes it. check-package.sh runs this.</summary>
[TestFixture]
public sealed class NUnitTests
{
    private ChatTestServer _server = null!;
    private ChatUser _alice = null!;
    private ChatUser _bob = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await ChatTestServer.StartAsync(new ChatTestServerOptions { UseFakeClock = true });
        _alice = await _server.RegisterAsync("alice");
        _bob = await _server.RegisterAsync("bob");
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_server_is_ready_in_under_a_second_after_the_first()
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var server = await ChatTestServer.StartAsync();
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        var shown = times.Select(time => $"{time.TotalSeconds:0.00} s");
        TestContext.Progress.WriteLine($"ready after {string.Join(", ", shown)}");
        Assert.That(times.Min(), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task It_is_the_real_server_with_its_page()
    {
        using var client = _server.CreateClient();
        foreach (var path in (string[])["", "docs/", "js/main.js", "health/ready", "openapi/v1.json"])
        {
            using var response = await client.GetAsync(path);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        }

        var refusal = await Assert.ThrowsAsync<ChatProblemException>(
            () => _alice.SendAsync(Guid.CreateVersion7(), "?"));
        Assert.That(refusal!.Code, Is.EqualTo("recipient_not_found"));
    }

    [Test]
    public async Task Many_run_at_once()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ChatTestServer.StartAsync()));
        Assert.That(servers.Select(server => server.BaseAddress), Is.Unique);
        foreach (var server in servers)
        {
            await server.DisposeAsync();
            Assert.That(Directory.Exists(server.DataDirectory), Is.False);
        }
    }

    [Test]
    public async Task The_clock_moves()
    {
        FakeTimeProvider clock = _server.Clock!;
        clock.Advance(TimeSpan.FromMinutes(16));

        var refusal = await Assert.ThrowsAsync<ChatProblemException>(() => _alice.GetMeAsync());
        Assert.That(refusal!.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        await _alice.RefreshAsync();
        Assert.That((await _alice.GetMeAsync()).Username, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Sockets_are_dropped_reset_and_held()
    {
        await using var link = _server.OpenLink();
        await using var dropped = await _bob.Over(link).ConnectAsync();
        await link.DropAsync();
        await dropped.WaitForBreakAsync();
        await using var reset = await _bob.Over(link).ConnectAsync(dropped.ReadyCursor);
        await link.ResetAsync();
        await Assert.ThrowsAsync<ChatSocketBrokenException>(() => reset.NextAsync("message"));
        await using var held = await _bob.Over(link).ConnectAsync(dropped.ReadyCursor);
        link.Set(LinkState.BlackHole);
        var sent = await _alice.SendAsync(_bob, "Hello!");
        link.Set(LinkState.Up);

        Assert.That((await held.NextAsync("message")).ToMessage(), Is.EqualTo(sent));
    }

    [Test]
    public async Task Commits_are_delayed()
    {
        Task<ChatMessage> sending;
        using (var hold = _server.Faults.HoldCommits())
        {
            sending = _alice.SendAsync(_bob, "held");
            await hold.WaitForCommitAsync();
            Assert.That(sending.IsCompleted, Is.False);
        }

        Assert.That((await sending).Seq, Is.EqualTo(1));
    }

    [Test]
    public async Task A_restart_keeps_users_and_messages()
    {
        var sent = await _alice.SendAsync(_bob, "before");
        await _server.RestartAsync();

        Assert.That((await _bob.HistoryAsync(_alice.Id)).Items, Is.EqualTo(new[] { sent }));
    }
}

/// <summary>Two nodes on a PostgreSQL; without CHATAPP_TEST_POSTGRES on the embedded database.</summary>
[TestFixture]
public sealed class TwoNodesTests
{
    [Test]
    public async Task A_message_arrives_although_its_hint_is_lost()
    {
        await using var server = await ChatTestServer.StartAsync(new ChatTestServerOptions
        {
            PostgresConnectionString = Environment.GetEnvironmentVariable("CHATAPP_TEST_POSTGRES"),
        });
        await using var node = await server.StartNodeAsync();
        var alice = await server.RegisterAsync();
        var bob = await node.RegisterAsync();
        await using var socket = await bob.ConnectAsync();
        server.Faults.LoseHints = true;

        var sent = await alice.SendAsync(bob, "Hello!");

        Assert.That((await socket.NextAsync("message")).ToMessage(), Is.EqualTo(sent));
    }
}
