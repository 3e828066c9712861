using ChatApp.Application.Maintenance;

namespace ChatApp.Application.Tests.Maintenance;

internal sealed class NumberScanTests
{
    [TestCase(null, new long[] { 1, 2, 3 }, 3, TestName = "complete")]
    [TestCase(null, new long[] { 7, 8, 9 }, 9, TestName = "begins later")]
    [TestCase(6L, new long[] { 7, 8, 9 }, 9, TestName = "begins after a floor")]
    [TestCase(8L, new long[] { 7, 8, 9 }, 9, TestName = "has more below the floor")]
    [TestCase(null, new long[0], 0, TestName = "empty")]
    [TestCase(4L, new long[0], 4, TestName = "empty above the floor")]
    public void A_sequence_without_holes_has_none(long? after, long[] numbers, long last)
    {
        var scan = Scan(after, numbers, last);

        Assert.That(scan.Describe("event"), Is.Empty);
        Assert.That((scan.LastMissing, scan.Count), Is.EqualTo((0, numbers.Length)));
    }

    [Test]
    public void Holes_are_named_at_the_start_between_and_at_the_end()
    {
        var scan = Scan(after: 2, [5, 6, 8, 9], last: 12);

        Assert.That(scan.Describe("event").Select(flaw => flaw.Text), Is.EqualTo(new[]
        {
            "events 3 to 4 are missing", "event 7 is missing", "events 10 to 12 are missing",
        }));
        Assert.That((scan.LastMissing, scan.Newest), Is.EqualTo((12, 9)));
    }

    [Test]
    public void Of_many_holes_some_are_named_and_all_are_counted()
    {
        var scan = Scan(after: 0, [.. Enumerable.Range(1, 1_000).Select(i => 2L * i)], last: 2_000);

        var texts = scan.Describe("message").Select(flaw => flaw.Text).ToList();
        Assert.That(texts, Has.Count.EqualTo(6));
        Assert.That(texts[^1], Is.EqualTo("1000 messages are missing in all"));
    }

    private static NumberScan Scan(long? after, long[] numbers, long last)
    {
        var scan = new NumberScan(after);
        foreach (var number in numbers)
        {
            scan.Add(number);
        }

        scan.Complete(last);
        return scan;
    }
}
