using System.Net;
using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

internal sealed class ClientAddressTests
{
    [TestCase("192.0.2.1", "::ffff:192.0.2.1")]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [TestCase("fe80::1%1", "fe80::2%2")]
    public void Two_addresses_have_the_same_key(string one, string other)
    {
        Assert.That(Of(one), Is.EqualTo(Of(other)));
    }

    [TestCase("192.0.2.1", "192.0.2.2")]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [TestCase("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    [TestCase("0.0.0.0", "::")]
    [TestCase("32.1.13.184", "2001:db8::")]
    public void Two_addresses_have_different_keys(string one, string other)
    {
        Assert.That(Of(one), Is.Not.EqualTo(Of(other)));
    }

    [Test]
    public void Callers_without_an_address_share_a_key_of_their_own()
    {
        Assert.That(ClientAddress.Of(null), Is.EqualTo(default(ClientAddress)).And.Not.EqualTo(Of("0.0.0.0")));
    }

    [TestCase("2001:db8:1:200::1", "2001:db8:1:2ff::1", 56)]
    [TestCase("2001:db8:1::1", "2001:db8:1:ffff::1", 48)]
    public void Two_addresses_are_in_the_same_block(string one, string other, int bits)
    {
        Assert.That(Of(one).Within(bits), Is.EqualTo(Of(other).Within(bits)).And.Not.EqualTo(Of(one)));
    }

    [TestCase("2001:db8:1:200::1", "2001:db8:1:300::1", 56)]
    [TestCase("2001:db8:1::1", "2001:db8:2::1", 48)]
    public void Two_addresses_are_in_different_blocks(string one, string other, int bits)
    {
        Assert.That(Of(one).Within(bits), Is.Not.EqualTo(Of(other).Within(bits)));
    }

    [Test]
    public void A_block_differs_from_its_addresses_and_from_other_blocks()
    {
        var address = Of("2001:db8:1::1");

        Assert.That(new[] { address, address.Within(56), address.Within(48) }, Is.Unique);
    }

    [TestCase("192.0.2.1")]
    [TestCase("::ffff:192.0.2.1")]
    public void An_IPv4_address_has_no_block(string address)
    {
        Assert.That(Of(address).Within(56), Is.Null);
    }

    private static ClientAddress Of(string text) => ClientAddress.Of(IPAddress.Parse(text));
}
