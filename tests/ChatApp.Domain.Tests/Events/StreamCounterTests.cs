using ChatApp.Domain.Events;

namespace ChatApp.Domain.Tests.Events;

internal sealed class StreamCounterTests
{
    private readonly Guid _user = Guid.CreateVersion7();

    [Test]
    public void A_new_stream_is_empty()
    {
        var stream = StreamCounter.Open(_user);

        Assert.That((stream.UserId, stream.Head, stream.Floor), Is.EqualTo((_user, 0L, 0L)));
    }

    [Test]
    public void Numbers_start_at_1_and_have_no_gaps()
    {
        var stream = StreamCounter.Open(_user);

        StreamPosition[] positions = [stream.Advance(), stream.Advance(), stream.Advance()];

        Assert.That(positions.Select(position => position.Number), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(positions.Select(position => position.UserId), Is.All.EqualTo(_user));
        Assert.That(stream.Head, Is.EqualTo(3));
    }

    [Test]
    public void A_copy_counts_independently()
    {
        var stream = StreamCounter.Open(_user);
        stream.Advance();

        Assert.That(stream.Copy().Advance(), Is.EqualTo(new StreamPosition(_user, 2)));
        Assert.That(stream.Head, Is.EqualTo(1));
    }
}
