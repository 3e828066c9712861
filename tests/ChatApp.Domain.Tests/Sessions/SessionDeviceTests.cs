using System.Net;
using ChatApp.Domain.Sessions;

namespace ChatApp.Domain.Tests.Sessions;

internal sealed class SessionDeviceTests
{
    [TestCase(null, "")]
    [TestCase("", "")]
    [TestCase("Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)")]
    [TestCase("a\0b\u0007c\nd", "abcd")]
    public void A_user_agent_keeps_only_printable_characters(string? userAgent, string kept)
    {
        Assert.That(SessionDevice.Of(userAgent, null).UserAgent, Is.EqualTo(kept));
    }

    [Test]
    public void An_unpaired_surrogate_is_replaced() =>
        Assert.That(SessionDevice.Of("a\ud83d", null).UserAgent, Is.EqualTo("a\ufffd"));

    [Test]
    public void A_long_user_agent_is_cut_between_characters()
    {
        var cut = SessionDevice.Of(new string('a', 255) + "😀", null).UserAgent;

        Assert.That(cut, Is.EqualTo(new string('a', 255)));
        Assert.That(
            SessionDevice.Of(new string('b', 10_000), null).UserAgent,
            Has.Length.EqualTo(SessionDevice.MaxUserAgentLength));
    }

    [TestCase(null, null)]
    [TestCase("192.0.2.1", "192.0.2.1")]
    [TestCase("::ffff:192.0.2.1", "192.0.2.1")]
    [TestCase("2001:db8::1", "2001:db8::1")]
    public void An_address_is_kept_in_its_standard_form(string? address, string? kept)
    {
        Assert.That(
            SessionDevice.Of(null, address is null ? null : IPAddress.Parse(address)).Address, Is.EqualTo(kept));
    }
}
