using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Api.Tests.WebSockets;

[TestFixture]
public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void An_active_client_is_not_pinged()
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
    public void A_silent_client_is_pinged_after_20_s_and_dropped_after_40_s()
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
    public void A_late_answer_keeps_the_client_connected()
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
    public void A_client_is_not_dropped_for_an_unsent_ping()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, _time);
        VerdictAfter(heartbeat, 20);

        Assert.That(VerdictAfter(heartbeat, 1_000), Is.EqualTo(HeartbeatVerdict.Fine));
    }

    [Test]
    public void UntilDue_is_the_time_to_the_next_possible_action()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, _time);

        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(20)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(15)));
        heartbeat.Heard();
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(20)));

        VerdictAfter(heartbeat, 20);
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.Zero), "the ping has not been sent yet");
        heartbeat.TryTakePing();
        Assert.That(heartbeat.UntilDue(), Is.EqualTo(TimeSpan.FromSeconds(20)), "the time for the answer");
    }

    private HeartbeatVerdict VerdictAfter(Heartbeat heartbeat, int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return heartbeat.Check();
    }
}
