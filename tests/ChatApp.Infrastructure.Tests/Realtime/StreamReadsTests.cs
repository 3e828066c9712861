using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>The devices of a node share their attempts at a database that is away.</summary>
internal sealed class StreamReadsTests : IDisposable
{
    private const int Devices = 600;

    private readonly FakeTimeProvider _time = new();
    private readonly HeldLog _log = new();
    private readonly LogTrail _trail = new();
    private readonly ILoggerFactory _loggers;
    private readonly StreamReads _reads;

    public StreamReadsTests()
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_trail));
        _reads = new StreamReads(
            _log, new OutageLog(_time, _loggers.CreateLogger<OutageLog>()), _time,
            _loggers.CreateLogger<StreamReads>());
    }

    [Test]
    public async Task In_an_outage_one_device_tries_each_second_for_all()
    {
        _log.Failure = new IOException("gone");
        for (var second = 0; second < 10; second++)
        {
            Assert.That(await AskAllAsync(), Is.All.Null);
            _time.Advance(StreamReads.Pause);
        }

        Assert.That(_log.Attempts, Is.EqualTo(10));

        _log.Failure = null;
        Assert.That(await AskAllAsync(), Is.All.Not.Null, "the first to try ends the outage for all");
        Assert.That(_trail.Lines, Has.Count.EqualTo(2).And.Some.Contains("can be read again, after 10.0 s"));
    }

    [Test]
    public async Task While_one_device_tries_the_others_do_not_and_the_result_is_theirs_too()
    {
        _log.Failure = new IOException("gone");
        await AskAsync();
        _log.Failure = null;
        _time.Advance(StreamReads.Pause);
        _log.Hold();
        var trying = AskAsync();
        _time.Advance(StreamReads.Pause * 5);

        Assert.That(await AskAllAsync(), Is.All.Null);
        Assert.That(_log.Attempts, Is.EqualTo(2));

        _log.Release();
        Assert.That(await trying, Is.Not.Null);
        Assert.That(await AskAllAsync(), Is.All.Not.Null);
    }

    [Test]
    public async Task Devices_read_in_turn_a_few_at_once()
    {
        _log.Hold();
        var asking = AskAllAsync();
        Assert.That(_log.Attempts, Is.EqualTo(StreamReads.MaxAtOnce));

        _log.Release();

        Assert.That(await asking, Is.All.Not.Null);
        Assert.That(_log.Attempts, Is.EqualTo(Devices));
    }

    [Test]
    public async Task Devices_that_wait_for_their_turn_do_not_try_once_the_outage_is_known()
    {
        _log.Hold();
        var asking = AskAllAsync();
        _log.Failure = new IOException("gone");

        _log.Release();

        Assert.That(await asking, Is.All.Null);
        Assert.That(_log.Attempts, Is.EqualTo(StreamReads.MaxAtOnce));
    }

    [Test]
    public async Task A_refusal_concerns_one_device()
    {
        _log.Failure = new DbUpdateConcurrencyException();
        Assert.That(await AskAsync(), Is.Null);
        Assert.That(await AskAsync(), Is.Null);
        Assert.That(_log.Attempts, Is.EqualTo(2));
        Assert.That(_trail.Lines, Is.EqualTo(new[]
        {
            "Events cannot be read from the database for a device; it tries again",
        }));
    }

    [Test]
    public void A_fault_reaches_its_device_and_stops_no_other()
    {
        _log.Failure = new InvalidCastException();
        Assert.That(AskAsync, Throws.TypeOf<InvalidCastException>());
        Assert.That(AskAsync, Throws.TypeOf<InvalidCastException>());
    }

    [Test]
    public async Task A_read_from_before_an_outage_begins_no_other_when_it_fails_late()
    {
        _log.Hold();
        var late = AskAsync();
        var release = _log.TakeHold();
        _log.Failure = new IOException("gone");
        await AskAsync();
        _log.Failure = null;
        _time.Advance(StreamReads.Pause);
        Assert.That(await AskAsync(), Is.Not.Null, "the outage is over");

        _log.Failure = new IOException("from before");
        release.SetResult();
        Assert.That(await late, Is.Null);

        _log.Failure = null;
        Assert.That(await AskAsync(), Is.Not.Null);
    }

    public void Dispose()
    {
        _reads.Dispose();
        _loggers.Dispose();
        _trail.Dispose();
    }

    private Task<Result<Page<LoggedEvent>>?> AskAsync() =>
        _reads.TryReadAsync(Guid.CreateVersion7(), 0, 200, CancellationToken.None);

    private Task<Result<Page<LoggedEvent>>?[]> AskAllAsync() =>
        Task.WhenAll(Enumerable.Range(0, Devices).Select(_ => AskAsync()).ToList());

    /// <summary>An empty log whose reads can be held, and fail.</summary>
    private sealed class HeldLog : IEventLog
    {
        private TaskCompletionSource? _held;
        private int _attempts;

        public int Epoch => FakeLog.FirstEpoch;

        public int Attempts => Volatile.Read(ref _attempts);

        public Exception? Failure { get; set; }

        public void Hold() => _held = new TaskCompletionSource();

        public void Release() => TakeHold().SetResult();

        /// <summary>Later reads are not held any more.</summary>
        public TaskCompletionSource TakeHold()
        {
            var held = _held!;
            _held = null;
            return held;
        }

        public Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public async Task<Result<Page<LoggedEvent>>> ReadAsync(
            Guid userId, long after, int limit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            await (_held?.Task ?? Task.CompletedTask);
            return Failure is null ? Page<LoggedEvent>.FromOneMore([], limit) : throw Failure;
        }
    }
}
