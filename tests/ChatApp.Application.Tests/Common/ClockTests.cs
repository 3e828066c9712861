using System.Globalization;
using System.Text;
using ChatApp.Application.Common;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Application.Tests.Common;

internal sealed class ClockTests
{
    [TestCase(0, 0)]
    [TestCase(9, 0)]
    [TestCase(10, 10)]
    [TestCase(9_999_999, 9_999_990)]
    public void Time_is_truncated_to_whole_microseconds(int ticks, int kept)
    {
        var time = new FakeTimeProvider(Some.Noon.AddTicks(ticks));

        Assert.That(time.GetTimestampUtc(), Is.EqualTo(Some.Noon.AddTicks(kept)));
    }

    [Test]
    public void The_wire_form_is_ISO_8601_with_microseconds_and_offset()
    {
        var text = Some.Noon.AddMicroseconds(123_456).ToString(Clock.WireFormat, CultureInfo.InvariantCulture);

        Assert.That(text, Is.EqualTo("2026-02-25T12:00:00.123456+00:00"));
        Assert.That(text, Has.Length.EqualTo(Clock.WireLength));
    }

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(123_456, 0)]
    [TestCase(999_999, 0)]
    [TestCase(100_000, 5)]
    [TestCase(7, -210)]
    public void A_time_is_written_in_the_wire_form(int microseconds, int offsetMinutes)
    {
        var time = Some.Noon.AddMicroseconds(microseconds).ToOffset(TimeSpan.FromMinutes(offsetMinutes));
        var utf8 = new byte[Clock.WireLength];

        Clock.WriteWire(time, utf8);

        Assert.That(
            Encoding.ASCII.GetString(utf8), Is.EqualTo(time.ToString(Clock.WireFormat, CultureInfo.InvariantCulture)));
    }
}
