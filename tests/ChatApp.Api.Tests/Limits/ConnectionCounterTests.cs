using ChatApp.Api.Connections;
using ChatApp.Application.Common;

namespace ChatApp.Api.Tests.Limits;

/// <summary>Counting by address and by address block, as used for sockets, connections and documents.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ConnectionCounterTests
{
    private readonly ConnectionCounter _counter = new(new AddressWidths(Of56: 2, Of48: 3));

    [Test]
    public void An_address_and_its_blocks_each_have_a_limit()
    {
        Assert.That(TryEnter("2001:db8:1:101::1"), Is.True);
        Assert.That(TryEnter("2001:db8:1:101::2"), Is.False, "the same /64");
        Assert.That(TryEnter("2001:db8:1:102::1"), Is.True);
        Assert.That(TryEnter("2001:db8:1:103::1"), Is.False, "the third of a /56");
        Assert.That(TryEnter("2001:db8:1:201::1"), Is.True);
        Assert.That(TryEnter("2001:db8:1:301::1"), Is.False, "the fourth of a /48");
        Assert.That(TryEnter("2001:db8:2:101::1"), Is.True, "another /48");
        Assert.That(TryEnter("192.0.2.1"), Is.True);
        Assert.That(TryEnter("192.0.2.2"), Is.True, "an IPv4 address has no block");
    }

    [Test]
    public void Released_and_refused_entries_do_not_count()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.That(TryEnter("2001:db8:1:101::1"), Is.True);
            Assert.That(TryEnter("2001:db8:1:101::2"), Is.False);
            _counter.Leave(Of("2001:db8:1:101::1"));
        }
    }

    private bool TryEnter(string address) => _counter.TryEnter(Of(address), limit: 1);

    private static ClientAddress Of(string address) => ClientAddress.Of(IPAddress.Parse(address));
}
