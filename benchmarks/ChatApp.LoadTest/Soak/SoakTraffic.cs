using System.Diagnostics;

namespace ChatApp.LoadTest.Soak;

/// <summary>What the users do, at a fixed rate: mostly frames, and some calls, of which only so many at once.</summary>
internal sealed class SoakTraffic
{
    private const int MostCalls = 64;
    private const double LongestBacklog = 1;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestUnacknowledged = TimeSpan.FromMinutes(1);

    private readonly SoakCrowd _crowd;
    private readonly Tally _tally;
    private readonly Retries _retries;
    private readonly Device[] _devices;
    private readonly Random _random;
    private readonly SoakTexts _texts;
    private readonly SoakCalls _calls;
    private readonly (int Weight, Action<CancellationToken> Act)[] _actions;
    private readonly List<Task> _running = [];

    public SoakTraffic(SoakCrowd crowd, Nodes nodes, Tally tally, Retries retries, int seed)
    {
        (_crowd, _tally, _retries, _random) = (crowd, tally, retries, new Random(seed));
        (_devices, _texts, _calls) = ([.. crowd.Devices], new SoakTexts(_random), new SoakCalls(nodes, tally));
        _actions =
        [
            (45, _ => Send()),
            (5, stop => Call(() => _calls.SendAsync(AnyDevice(), AnyTalk, _texts.Next(), stop))),
            (8, stop => Call(() => _calls.EditAsync(AnyDevice(), AnyTalk, _texts.Next(), stop))),
            (4, stop => Call(() => _calls.DeleteAsync(AnyDevice(), AnyTalk, stop))),
            (8, stop => Call(() => _calls.ReactAsync(AnyDevice(), AnyTalk, _random.Next(), stop))),
            (10, _ => Mark("read")),
            (4, _ => Mark("delivered")),
            (6, _ => Type()),
            (2, stop => Call(() => _calls.SearchAsync(AnyDevice(), _texts.Word(), stop))),
            (2, stop => Call(() => _calls.ReadPagesAsync(AnyDevice(), AnyTalk, stop))),
            (6, _ => Reconnect()),
        ];
    }

    public async Task RunAsync(int rate, TimeSpan length, ProgressFile progress, CancellationToken stop)
    {
        try
        {
            await ActAsync(rate, length, progress, stop);
        }
        finally
        {
            await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ActAsync(int rate, TimeSpan length, ProgressFile progress, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var (done, second) = (0.0, 0L);
        using var timer = new PeriodicTimer(Tick);
        while (Stopwatch.GetElapsedTime(start) is var now && now < length)
        {
            _retries.SendDue();
            _running.RemoveAll(call => call.IsCompleted);

            // After a pause of the machine, not all that was missed.
            done = Math.Max(done, (now.TotalSeconds - LongestBacklog) * rate);
            for (; done < now.TotalSeconds * rate; done++)
            {
                Act(stop);
            }

            if (now.TotalSeconds >= second)
            {
                second = (long)now.TotalSeconds + 1;
                Watch(now, progress);
            }

            await timer.WaitForNextTickAsync(stop);
        }
    }

    private void Watch(TimeSpan now, ProgressFile progress)
    {
        progress.Add(now, _devices.Count(device => device.IsConnected), _tally);
        foreach (var talk in _crowd.Talks.Where(talk => talk.BecomesOverdue(LongestUnacknowledged)))
        {
            _tally.Fail($"not acknowledged in time: message {talk.Number} from {talk.From.Id} to {talk.To.Id}");
        }
    }

    private void Act(CancellationToken stop)
    {
        var roll = _random.Next(_actions.Sum(action => action.Weight));
        foreach (var (weight, act) in _actions)
        {
            roll -= weight;
            if (roll < 0)
            {
                act(stop);
                return;
            }
        }
    }

    private Device AnyDevice() => _devices[_random.Next(_devices.Length)];

    private Talk AnyTalk(SoakUser user) => user.Talks.Values.ElementAt(_random.Next(user.Talks.Count));

    private void Send()
    {
        var device = AnyDevice();
        if (AnyTalk(device.User).Write(_texts.Next(), device) is { } message)
        {
            device.Send(message);
        }
    }

    private void Mark(string type)
    {
        var reader = AnyDevice();
        var talk = AnyTalk(reader.User).To.Talks[reader.User.Id];
        if (talk.Newest is { } messageId)
        {
            reader.Send($$"""{"type":"{{type}}","user_id":"{{talk.From.Id}}","message_id":"{{messageId}}"}""");
            _tally.Count($"marks_{type}");
        }
    }

    private void Type()
    {
        var device = AnyDevice();
        device.Send($$"""{"type":"typing","recipient_id":"{{AnyTalk(device.User).To.Id}}"}""");
    }

    /// <summary>Those who had to go to the other node come back first, as a balancer would have it.</summary>
    private void Reconnect()
    {
        var device = _devices.FirstOrDefault(device => device.IsAwayFromHome) ?? AnyDevice();

        // Some stay away for long enough to be seen as offline.
        var away = _random.NextDouble() * (_random.Next(8) == 0 ? 10 : 1);
        device.Leave(isOrderly: _random.Next(2) == 0, TimeSpan.FromSeconds(away));
    }

    private void Call(Func<Task> call)
    {
        if (_running.Count < MostCalls)
        {
            _running.Add(call());
        }
        else
        {
            _tally.Count("calls_left_out");
        }
    }
}
