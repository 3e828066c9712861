using ChatApp.Application.Events;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class FeedReaderTests
{
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly FakeLog _log = new();
    private readonly UserFeed _feed = new(Guid.CreateVersion7());
    private readonly EventEncoder _encoder;

    public FeedReaderTests() => _encoder = new EventEncoder(new StreamCursors(_log));

    [Test]
    public async Task Events_in_memory_are_taken_without_the_log()
    {
        var reader = Reader(sent: 0);
        Commit(count: 3);

        var numbers = await DrainAsync(reader);

        Assert.That(numbers, Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(_log.Reads, Is.Zero);
    }

    [Test]
    public async Task Of_long_texts_only_a_bounded_part_is_kept_and_the_rest_is_read_again()
    {
        const int Count = 200;
        var longest = new string('\u0001', 4_000);
        for (var i = 0; i < Count; i++)
        {
            _log.Add(_alice, longest);
        }

        _feed.Raise(Count);

        Assert.That(await DrainAsync(Reader(sent: 0)), Is.EqualTo(Enumerable.Range(1, Count)));
        Assert.That(_log.Reads, Is.GreaterThan(Count * longest.Length / (256 * 1024)));
    }

    [Test]
    public async Task What_is_not_in_memory_is_read_from_the_log()
    {
        for (var i = 0; i < 450; i++)
        {
            _log.Add(_alice);
        }

        _feed.Raise(450);

        Assert.That(await DrainAsync(Reader(sent: 0)), Is.EqualTo(Enumerable.Range(1, 450)));
        Assert.That(_log.Reads, Is.EqualTo(3));
    }

    [Test]
    public async Task A_gap_is_filled_from_the_log_and_memory_goes_on_after_it_without_a_repeat()
    {
        var reader = Reader(sent: 0);
        Commit(count: 1);
        _log.Add(_alice); // Committed by another node: known of here only by what comes after it.
        Commit(count: 2);

        Assert.That(await DrainAsync(reader), Is.EqualTo(new long[] { 1, 2, 3, 4 }));
    }

    [Test]
    public async Task Events_that_are_committed_while_the_log_is_read_come_once()
    {
        Commit(count: 2);
        var reader = Reader(sent: 0);
        await reader.ReadLogAsync(CancellationToken.None);
        Commit(count: 2);

        Assert.That(await DrainAsync(reader), Is.EqualTo(new long[] { 1, 2, 3, 4 }));
    }

    [Test]
    public async Task A_device_goes_on_after_what_it_has()
    {
        Commit(count: 5);

        Assert.That(await DrainAsync(Reader(sent: 3)), Is.EqualTo(new long[] { 4, 5 }));
    }

    [Test]
    public void A_device_that_has_everything_is_not_behind()
    {
        Commit(count: 2);

        Assert.That((Reader(sent: 2).IsBehind, Reader(sent: 1).IsBehind), Is.EqualTo((false, true)));
        Assert.That(Reader(sent: 2).TryTake(out _), Is.False);
    }

    [Test]
    public async Task At_the_end_of_the_log_there_is_nothing_to_read()
    {
        Commit(count: 2);

        Assert.That(await Reader(sent: 2).ReadLogAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task From_memory_and_from_the_log_an_event_reads_the_same()
    {
        Commit(count: 1);
        var fromLog = Reader(sent: 0);
        await fromLog.ReadLogAsync(CancellationToken.None);

        fromLog.TryTake(out var logged);
        Reader(sent: 0).TryTake(out var kept);

        Assert.That(logged, Is.Not.SameAs(kept));
        Assert.That(logged!.Utf8.ToArray(), Is.EqualTo(kept!.Utf8.ToArray()));
    }

    private FeedReader Reader(long sent) => new(_alice, _feed, sent, _log, _encoder);

    private void Commit(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var sent = _log.Add(_alice);
            _feed.Append(_encoder.Encode(EventEncoder.EncodeShared(sent), sent, sent.Positions[0]));
        }
    }

    // As a connection's send loop does it.
    private static async Task<List<long>> DrainAsync(FeedReader reader)
    {
        var numbers = new List<long>();
        while (reader.IsBehind)
        {
            if (reader.TryTake(out var next))
            {
                numbers.Add(next.Number);
            }
            else if (!await reader.ReadLogAsync(CancellationToken.None))
            {
                break;
            }
        }

        return numbers;
    }
}
