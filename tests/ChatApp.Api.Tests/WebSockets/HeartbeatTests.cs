using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Api.Tests.WebSockets;

[TestFixture]
public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Who_is_heard_of_is_neither_pinged_nor_given_up()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, _time);

        for (var second = 0; second < 100; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            heartbeat.Heard();
            Assert.That(heartbeat.Check(), Is.EqualTo(HeartbeatVerdict.Fine));
        }

        Assert.That(heartbeat.TryTakePing(), Is.False);
    }

    [Test]
    public void Who_is_silent_for_20_s_is_pinged_once_and_given_up_20_s_after_the_ping()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, _time);

        Assert.That(VerdictAfter(heartbeat, 19), Is.EqualTo(HeartbeatVerdict.Fine));
        Assert.That(VerdictAfter(heartbeat, 1), Is.EqualTo(HeartbeatVerdict.PingDue));
        Assert.That(heartbeat.TryTakePing(), Is.True);
        Assert.That(heartbeat.TryTakePing(), Is.False);
        Assert.That(VerdictAfter(heartbeat, 19), Is.EqualTo(HeartbeatVerdict.Fine));
        Assert.That(VerdictAfter(heartbeat, 1), Is.EqualTo(HeartbeatVerdict.GivenUp));
    }

    [Test]
    public void Who_answers_late_stays_and_is_pinged_again()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, _time);
        VerdictAfter(heartbeat, 20);
        heartbeat.TryTakePing();
        _time.Advance(TimeSpan.FromSeconds(15));

        heartbeat.Heard();

        Assert.That(VerdictAfter(heartbeat, 19), Is.EqualTo(HeartbeatVerdict.Fine));
        Assert.That(VerdictAfter(heartbeat, 1), Is.EqualTo(HeartbeatVerdict.PingDue));
    }

    [Test]
    public void Nobody_is_given_up_for_a_ping_that_was_not_sent()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, _time);
        VerdictAfter(heartbeat, 20);

        Assert.That(VerdictAfter(heartbeat, 1_000), Is.EqualTo(HeartbeatVerdict.Fine));
    }

    [Test]
    public void It_says_for_how_long_nothing_can_be_due()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, _time);

        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(20)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(15)));
        heartbeat.Heard();
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(20)));

        VerdictAfter(heartbeat, 20);
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.Zero), "the ping is not sent yet");
        heartbeat.TryTakePing();
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(20)), "for its answer");
    }

    private HeartbeatVerdict VerdictAfter(Heartbeat heartbeat, int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return heartbeat.Check();
    }
}
