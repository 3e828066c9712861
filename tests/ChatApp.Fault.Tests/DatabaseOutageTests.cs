using System.Diagnostics;
using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using Npgsql;

namespace ChatApp.Fault.Tests;

/// <summary>
/// What a client sees during a database outage: a clear answer in a bounded time, on a connection that stays open, and
/// a server that recovers by itself.
/// </summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DatabaseOutageTests : IDisposable
{
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskingInterval = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private Installation _installation = null!;
    private PlainClient _person = null!;

    private Node Node => _installation.Nodes[0];

    [SetUp]
    public async Task Connect()
    {
        _installation = await Installation.StartAsync(nodes: 1, CancellationToken.None);
        _person = await PlainClient.ConnectAsync(Node.Address, CancellationToken.None);
        Assert.That((await _person.SendOverSocketAsync()).Type, Is.EqualTo("message"), "works before the fault");
    }

    [TearDown]
    public async Task Disconnect()
    {
        if (TestContext.CurrentContext.Result.FailCount > 0)
        {
            await TestContext.Progress.WriteLineAsync(Node.Server.Output);
        }

        _person.Dispose();
        await _installation.DisposeAsync();
    }

    public void Dispose() => _client.Dispose();

    [Test]
    [CancelAfter(120_000)]
    public Task A_stopped_database_causes_no_long_wait(CancellationToken cancellationToken) => AssertBoundedAsync(
        () => _installation.Postgres!.StopAsync(cancellationToken),
        () => _installation.Postgres!.StartAsync(cancellationToken),
        cancellationToken);

    [Test]
    [CancelAfter(120_000)]
    public Task A_killed_database_causes_no_long_wait(CancellationToken cancellationToken) => AssertBoundedAsync(
        () => _installation.Postgres!.KillAsync(cancellationToken),
        () => _installation.Postgres!.StartAsync(cancellationToken),
        cancellationToken);

    [Test]
    [CancelAfter(120_000)]
    public Task A_silent_database_causes_no_long_wait(CancellationToken cancellationToken) => AssertBoundedAsync(
        () => SetLink(LinkState.BlackHole), () => SetLink(LinkState.Up), cancellationToken);

    [Test]
    [CancelAfter(120_000)]
    public Task A_refusing_database_causes_no_long_wait(CancellationToken cancellationToken) => AssertBoundedAsync(
        () => SetLink(LinkState.Cut), () => SetLink(LinkState.Up), cancellationToken);

    [Test]
    [CancelAfter(120_000)]
    public async Task A_commit_without_an_answer_causes_no_long_wait(CancellationToken cancellationToken)
    {
        // Blocks the writes of a batch but not its locks, so the link breaks during the commit.
        await using var holder = new NpgsqlConnection(_installation.ToDatabase);
        await holder.OpenAsync(cancellationToken);
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE user_events IN EXCLUSIVE MODE", holder);
        await hold.ExecuteNonQueryAsync(cancellationToken);
        var begin = Stopwatch.GetTimestamp();
        var inBatch = _person.SendOverRestAsync(cancellationToken);
        await UntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'", holder, cancellationToken);
        await SetLink(LinkState.BlackHole);
        var queued = _person.SendOverRestAsync(cancellationToken);

        Answer[] answers = [await inBatch, await queued];
        var longest = Stopwatch.GetElapsedTime(begin);
        await TestContext.Progress.WriteLineAsync(
            $"{TestContext.CurrentContext.Test.Name}: answered within {longest.TotalSeconds:0.00} s");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(longest, Is.LessThan(PlainClient.LongestAnswer));
        }

        await holder.CloseAsync();
        await SetLink(LinkState.Up);
        using var timer = new PeriodicTimer(AskingInterval);
        while ((await _person.SendOverRestAsync(cancellationToken)).Status != HttpStatusCode.Created)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(120_000)]
    public async Task A_missing_standby_causes_no_long_wait(bool breaksConnection, CancellationToken cancellationToken)
    {
        await using var observer = new NpgsqlConnection(_installation.ToDatabase);
        await observer.OpenAsync(cancellationToken);
        var body = new
        {
            recipient_id = _person.Person.Id,
            content = "not on the standby",
            client_message_id = Guid.CreateVersion7()
        };
        await _installation.Postgres!.AwaitStandbyAsync("away", cancellationToken);

        // The first attempt is committed only here. A look-up finds it if the connection breaks, or the second attempt.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var begin = Stopwatch.GetTimestamp();
            var asking = _person.AskAsync(HttpMethod.Post, "messages/dm", body, cancellationToken);
            if (breaksConnection && attempt == 0)
            {
                await UntilAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
                    observer,
                    cancellationToken);
            }

            var answer = await asking;
            Assert.That(
                answer.Status,
                Is.EqualTo(HttpStatusCode.ServiceUnavailable),
                "not acknowledged without the standby");
            Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(PlainClient.LongestAnswer));
        }

        await _installation.Postgres.AwaitStandbyAsync("", cancellationToken);
        var repeat = await _person.AskAsync(HttpMethod.Post, "messages/dm", body, cancellationToken);
        Assert.That(repeat.Status, Is.EqualTo(HttpStatusCode.OK), "the message was stored once");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_missing_standby_acknowledges_no_registration_no_end_of_a_session_and_no_name(
        CancellationToken cancellationToken)
    {
        await _person.LogInAsync(cancellationToken);
        var sessions = await _person.AskAsync(HttpMethod.Get, "auth/sessions", null, cancellationToken);
        var other = sessions.Body.EnumerateArray().First(session => !session.GetProperty("current").GetBoolean());
        var path = $"auth/sessions/{other.GetProperty("id").GetString()}";
        var account = new { username = UniqueName.Next(), email = "new@example.org", password = "a long password" };
        await _installation.Postgres!.AwaitStandbyAsync("away", cancellationToken);

        // The second attempts find the session ended and the name changed.
        var registering = _person.AskAsync(HttpMethod.Post, "auth/register", account, cancellationToken);
        var loggingIn = _person.LogInAsync(cancellationToken);
        var ending = _person.AskAsync(HttpMethod.Delete, path, null, cancellationToken);
        Answer[] answers = [await registering, await loggingIn, await ending];
        var again = await _person.AskAsync(HttpMethod.Delete, path, null, cancellationToken);
        var name = new { display_name = "New name" };
        var naming = await _person.AskAsync(HttpMethod.Patch, "users/me", name, cancellationToken);
        var namingAgain = await _person.AskAsync(HttpMethod.Patch, "users/me", name, cancellationToken);

        Assert.That(
            answers.Concat([again, naming, namingAgain]).Select(answer => answer.Status),
            Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
        await _installation.Postgres.AwaitStandbyAsync("", cancellationToken);
        var last = await _person.AskAsync(HttpMethod.Delete, path, null, cancellationToken);
        Assert.That(last.Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    private static async Task UntilAsync(
        string condition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AskingInterval);
#pragma warning disable CA2100 // The text comes from tests.
        await using var command = new NpgsqlCommand(condition, connection);
#pragma warning restore CA2100
        while (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task AssertBoundedAsync(Func<Task> breakIt, Func<Task> mendIt, CancellationToken cancellationToken)
    {
        await breakIt();
        var begin = Stopwatch.GetTimestamp();
        var overRest = _person.SendOverRestAsync(cancellationToken);
        var overSocket = _person.SendOverSocketAsync();
        var reading = _person.AskAsync(HttpMethod.Get, "messages/conversations", null, cancellationToken);
        Answer[] answers = [await overRest, await reading];
        var frame = await overSocket;
        var longest = Stopwatch.GetElapsedTime(begin);
        using var readiness = await _client.GetAsync(new Uri(Node.Address, "/health/ready"), cancellationToken);
        using var liveness = await _client.GetAsync(new Uri(Node.Address, "/health/live"), cancellationToken);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(answers.Select(answer => answer.HasRetryAfter), Is.All.True);
            Assert.That(
                answers.Select(answer => answer.Body.GetProperty("code").GetString()), Is.All.EqualTo("unavailable"));
            Assert.That((frame.Type, frame.Code), Is.EqualTo(("error", "unavailable")));
            Assert.That(longest, Is.LessThan(PlainClient.LongestAnswer));
            Assert.That(readiness.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(liveness.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(
                Node.Server.Output.Split('\n').Count(line =>
                    line.Contains("The database cannot be written", StringComparison.Ordinal)),
                Is.EqualTo(1),
                "logged once, although the calls and the health check failed");
        }

        await mendIt();
        begin = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(AskingInterval);
        while (!await Node.Server.IsReadyAsync(cancellationToken)
            || (await _person.SendOverRestAsync(cancellationToken)).Status != HttpStatusCode.Created)
        {
            Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(LongestRecovery));
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        var recovery = Stopwatch.GetElapsedTime(begin);
        await TestContext.Progress.WriteLineAsync(
            $"{TestContext.CurrentContext.Test.Name}: answered within {longest.TotalSeconds:0.00} s, "
            + $"back after {recovery.TotalSeconds:0.00} s");
        Assert.That(recovery, Is.LessThan(LongestRecovery));

        // The messages sent over REST arrive here too; the socket has been open all the time.
        Assert.That((await _person.SendOverSocketAsync()).Type, Is.EqualTo("message"));
    }

    private Task SetLink(LinkState state)
    {
        Node.ToPostgres!.Set(state);
        return Task.CompletedTask;
    }
}
