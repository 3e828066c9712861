using System.Net;
using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

internal sealed class ClientAddressTests
{
    [TestCase("192.0.2.1", "::ffff:192.0.2.1")]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [TestCase("fe80::1%1", "fe80::2%2")]
    public void One_place(string one, string other)
    {
        Assert.That(Of(one), Is.EqualTo(Of(other)));
    }

    [TestCase("192.0.2.1", "192.0.2.2")]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [TestCase("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    [TestCase("0.0.0.0", "::")]
    [TestCase("32.1.13.184", "2001:db8::")]
    public void Two_places(string one, string other)
    {
        Assert.That(Of(one), Is.Not.EqualTo(Of(other)));
    }

    [Test]
    public void Without_an_address_all_are_at_one_place_that_is_nobody_elses()
    {
        Assert.That(ClientAddress.Of(null), Is.EqualTo(default(ClientAddress)).And.Not.EqualTo(Of("0.0.0.0")));
    }

    private static ClientAddress Of(string text) => ClientAddress.Of(IPAddress.Parse(text));
}
