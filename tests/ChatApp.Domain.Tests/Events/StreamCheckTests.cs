using ChatApp.Domain.Events;

namespace ChatApp.Domain.Tests.Events;

internal sealed class StreamCheckTests
{
    [TestCase(9, 0, 9, 0, 9, 0, 0, TestName = "all events are there")]
    [TestCase(9, 9, 0, 0, 9, 9, 0, TestName = "all events have gone")]
    [TestCase(9, 4, 9, 0, 9, 4, 0, TestName = "old events have gone")]
    [TestCase(7, 0, 9, 0, 9, 0, 1, TestName = "the head is behind")]
    [TestCase(9, 0, 7, 9, 9, 9, 1, TestName = "the newest events are missing")]
    [TestCase(9, 2, 9, 5, 9, 5, 1, TestName = "an event between is missing")]
    [TestCase(9, 12, 0, 0, 9, 9, 1, TestName = "the floor is above the head")]
    public void Bounds_are_corrected_without_lowering_the_head(
        long head, long floor, long newest, long lastMissing, long rightHead, long rightFloor, int flaws)
    {
        var stream = StreamCounter.Open(Guid.CreateVersion7());
        (stream.Head, stream.Floor) = (head, floor);

        var found = StreamCheck.Correct(stream, newest, lastMissing);

        Assert.That((stream.Head, stream.Floor, found.Count), Is.EqualTo((rightHead, rightFloor, flaws)));
        Assert.That(StreamCheck.Correct(stream, newest, lastMissing), Is.Empty, "nothing is left");
    }
}
