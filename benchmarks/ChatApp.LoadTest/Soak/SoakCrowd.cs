using System.Diagnostics;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Soak;

/// <summary>Users in a circle, each of whom talks to the nearest ones, with two devices each.</summary>
internal sealed class SoakCrowd(SoakOptions options, Nodes nodes, Tally tally, Retries retries) : IAsyncDisposable
{
    private const int DevicesPerUser = 2;
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDeparture = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _leave = new();
    private Task _running = Task.CompletedTask;

    public IReadOnlyList<SoakUser> Users { get; private set; } = [];

    public IEnumerable<Device> Devices => Users.SelectMany(user => user.Devices);

    public IEnumerable<Talk> Talks => Users.SelectMany(user => user.Talks.Values);

    /// <summary>Registers all and logs in each device.</summary>
    public async Task PrepareAsync(CancellationToken stop)
    {
        Console.Error.WriteLine($"Preparing {options.Users} users and {DevicesPerUser * options.Users} devices...");
        var pool = new UserPool(nodes.For(0, 0).Api, null);
        var logins = await pool.TakeAsync(options.Users, TimeSpan.Zero, stop);
        Users = [.. logins.Select(login => new SoakUser(login.Id))];
        for (var i = 0; i < Users.Count; i++)
        {
            for (var step = 1; step <= options.Peers / 2; step++)
            {
                Users[i].TalkTo(Users[(i + step) % Users.Count]);
                Users[(i + step) % Users.Count].TalkTo(Users[i]);
            }
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = UserPool.Parallel, CancellationToken = stop };
        await Parallel.ForAsync(0, Users.Count, parallel, async (i, stopOne) =>
        {
            for (var home = 0; home < DevicesPerUser; home++)
            {
                var session = new DeviceSession(nodes, home, tally);
                await session.LogInAsync(logins[i].Username, logins[i].Password, stopOne);
                var token = (await session.TokensAsync(stopOne)).Access;
                var sync = await nodes.InsistAsync(
                    home, api => api.GetAsync<SyncAnswer>("/api/v1/sync", token, stopOne), stopOne);
                var inbox = new Inbox(Users[i], sync.Cursor, tally);
                Users[i].Add(new Device(Users[i], home, session, inbox, nodes, tally, retries));
            }
        });
    }

    /// <summary>Lets all come, one after the other.</summary>
    public async Task ConnectAsync(CancellationToken stop)
    {
        var devices = Devices.ToArray();
        var running = new Task[devices.Length];
        for (var i = 0; i < devices.Length; i++)
        {
            running[i] = devices[i].RunAsync(_leave.Token);
            if (i % 100 == 99)
            {
                await Task.Delay(Arrival * 100 / devices.Length, stop);
            }
        }

        _running = Task.WhenAll(running);
        await WaitUntilAsync(() => devices.All(device => device.IsConnected), LongestDrain, stop);
    }

    /// <summary>Waits for what is under way, and adds to the failures what does not arrive.</summary>
    public async Task DrainAsync(CancellationToken stop)
    {
        await WaitUntilAsync(
            () =>
            {
                retries.SendDue();
                return !Faults().Any();
            },
            LongestDrain,
            stop);
        foreach (var fault in Faults())
        {
            tally.Fail(fault);
        }
    }

    /// <summary>All leave in an orderly way.</summary>
    public async Task LeaveAsync()
    {
        await _leave.CancelAsync();
        foreach (var device in Devices)
        {
            device.Leave(isOrderly: true, TimeSpan.Zero);
        }

        await _running.WaitAsync(LongestDeparture).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_running.IsCompletedSuccessfully)
        {
            tally.Fail($"not all devices could leave: {_running.Exception}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leave.CancelAsync();
        foreach (var device in Devices)
        {
            device.Cut();
        }

        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var device in Devices)
        {
            device.Session.Dispose();
        }

        _leave.Dispose();
    }

    private IEnumerable<string> Faults()
    {
        foreach (var talk in Talks)
        {
            if (talk.IsOpen)
            {
                yield return $"message {talk.Number} from {talk.From.Id} to {talk.To.Id} is not acknowledged";
            }

            foreach (var device in talk.From.Devices.Concat(talk.To.Devices))
            {
                if (device.Inbox.Missing(talk) is { } missing)
                {
                    yield return $"from {talk.From.Id} to {talk.To.Id}, on a device of {device.User.Id}: {missing}";
                }
            }
        }

        foreach (var user in Users)
        {
            var digests = user.Devices.Select(device => device.Inbox.Digest).Distinct().ToArray();
            if (digests.Length > 1)
            {
                yield return $"the devices of {user.Id} got different events: {string.Join(", ", digests)}";
            }
        }
    }

    private static async Task WaitUntilAsync(Func<bool> isDone, TimeSpan longest, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isDone() && Stopwatch.GetElapsedTime(start) < longest)
        {
            await Task.Delay(Step, stop);
        }
    }
}
