using ChatApp.Application.Presence;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Presence;

/// <summary>
/// Follows which users are connected to this node. A user comes online with the first socket and goes offline five
/// seconds after the last one has closed, so a reconnect shows nothing.
/// </summary>
/// <remarks>
/// Sockets that open and close only leave a note under the one lock. All else is done by one loop, for many users at
/// once, so nothing waits for it. It keeps an entry for each user who is connected or has left in the last seconds.
/// </remarks>
internal sealed partial class PresenceTracker(
    StreamSubscriptions subscriptions,
    IPresenceState state,
    LastSeenTimes lastSeen,
    PresenceAnnouncer announcer,
    PresenceSettings settings,
    TimeProvider time,
    ILogger<PresenceTracker> logger) : BackgroundService, IPresence
{
    // How long after the last socket a user goes offline (contract, section 5).
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(5);

    // Two renewals may fail before a lease runs out.
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(5);

    // After a crash of an installation, the stored times are at most this much too early.
    private static readonly TimeSpan WriteInterval = TimeSpan.FromMinutes(10);

    // A departure is noticed so much later at most.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    // What happens within it is one round: 500 reconnects a second would else be as many statements.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestRead = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly WakeSignal _wake = new();
    private readonly Dictionary<Guid, LocalUser> _users = [];
    private readonly Queue<(Guid UserId, long LeftAt)> _departures = [];
    private readonly List<IStreamSubscriber> _newcomers = [];
    private readonly HashSet<Guid> _changed = [];

    // Used only by the loop.
    private long _lastRenewal = time.GetTimestamp();
    private long _lastWrite = time.GetTimestamp();
    private bool _isFailing;

    public bool IsEnabled => settings.IsEnabled;

    public ValueTask<IReadOnlySet<Guid>> FindOnlineAsync(IReadOnlyCollection<Guid> userIds) =>
        userIds.Count > 0 && IsEnabled
            ? state.FindOnlineAsync(userIds, LongestRead)
            : ValueTask.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid>());

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsEnabled)
        {
            subscriptions.Opened += OnOpened;
            subscriptions.Closed += OnClosed;
        }

        return base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Also writes the time of all who were still online. Other nodes announce those who do not come back.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        subscriptions.Opened -= OnOpened;
        subscriptions.Closed -= OnClosed;
        lock (_gate)
        {
            lastSeen.Add(_users.Keys, time.GetTimestampUtc());
        }

        await TryAsync(lastSeen.WriteAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (IsEnabled && !stoppingToken.IsCancellationRequested)
        {
            await TryAsync(RunRoundAsync, stoppingToken);
            if (_isFailing || !announcer.HasWork)
            {
                // Both end early when the node stops; the loop condition checks that.
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await _wake.WaitAsync(Tick, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void OnOpened(IStreamSubscriber socket, bool allEvents)
    {
        lock (_gate)
        {
            if (!_users.TryGetValue(socket.UserId, out var user))
            {
                _users.Add(socket.UserId, user = new LocalUser());
                _changed.Add(socket.UserId);
            }

            user.Sockets++;
            if (allEvents && _newcomers.Count < PresenceAnnouncer.MaxPending)
            {
                _newcomers.Add(socket);
            }
        }

        _wake.Set();
    }

    private void OnClosed(IStreamSubscriber socket)
    {
        lock (_gate)
        {
            var user = _users[socket.UserId];
            if (--user.Sockets == 0)
            {
                user.LeftAt = time.GetTimestamp();
                _departures.Enqueue((socket.UserId, user.LeftAt));

                // Tells the other nodes that this one announces the departure, as the last node of the user.
                _changed.Add(socket.UserId);
            }
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
            _isFailing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next attempt follows soon, so only the first failure in a row is logged.
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(logger, exception);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        var isRenewalDue = IsDue(ref _lastRenewal, RenewalInterval);
        var (held, left, newcomers) = Take(isRenewalDue);
        var now = time.GetTimestampUtc();
        announcer.Add(await state.HoldAsync(held), lastSeenAt: null);
        Announce(await state.ReleaseAsync(left), now - Absence);
        if (isRenewalDue)
        {
            Announce(await state.ReleaseLostAsync(), now - IPresenceState.Lease);
            if (IsDue(ref _lastWrite, WriteInterval))
            {
                lastSeen.Add(held, now);
            }
        }

        announcer.Add(newcomers);
        await announcer.AnnounceAsync(cancellationToken);
        await lastSeen.WriteAsync(cancellationToken);
    }

    private void Announce(IReadOnlyCollection<Guid> offline, DateTimeOffset lastSeenAt)
    {
        lastSeen.Add(offline, lastSeenAt);
        announcer.Add(offline, lastSeenAt);
    }

    private bool IsDue(ref long last, TimeSpan interval)
    {
        var isDue = time.GetElapsedTime(last) >= interval;
        last = isDue ? time.GetTimestamp() : last;
        return isDue;
    }

    private (Guid[] Held, List<Guid> Left, IStreamSubscriber[] Newcomers) Take(bool all)
    {
        lock (_gate)
        {
            var left = new List<Guid>();
            while (_departures.TryPeek(out var departure) && time.GetElapsedTime(departure.LeftAt) >= Absence)
            {
                _departures.Dequeue();
                if (_users.TryGetValue(departure.UserId, out var user)
                    && user.Sockets == 0 && user.LeftAt == departure.LeftAt)
                {
                    _users.Remove(departure.UserId);
                    left.Add(departure.UserId);
                }
            }

            var held = _changed.Union(all ? Connected() : []).Except(left).ToArray();
            IStreamSubscriber[] newcomers = [.. _newcomers];
            _changed.Clear();
            _newcomers.Clear();
            return (held, left, newcomers);
        }
    }

    // Without those who have left: a renewal would take them from a node to which they are still connected.
    private IEnumerable<Guid> Connected() => _users.Where(user => user.Value.Sockets > 0).Select(user => user.Key);

    [LoggerMessage(167, LogLevel.Warning, "Presence cannot be announced; trying again")]
    private static partial void LogFailure(ILogger logger, Exception exception);

    private sealed class LocalUser
    {
        public int Sockets { get; set; }

        public long LeftAt { get; set; }
    }
}

/// <param name="IsEnabled">Whether users see who is online.</param>
internal sealed record PresenceSettings(bool IsEnabled);
