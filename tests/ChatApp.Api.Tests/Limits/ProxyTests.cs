namespace ChatApp.Api.Tests.Limits;

/// <summary>
/// The address that is counted. Each address may log in once, so the second login from one address is refused.
/// </summary>
[TestFixture]
public sealed class ProxyTests() : ContractTests(Database.Sqlite)
{
    private const string Proxy = "127.0.0.1";
    private const string Stranger = "127.0.0.9";

    [TestCase(Proxy, "192.0.2.1", Proxy, "192.0.2.2")]
    [TestCase(Proxy, "192.0.2.1", Proxy, null)]
    [TestCase(Proxy, "192.0.2.1:1234", Proxy, "192.0.2.2:1234")]
    [TestCase(Proxy, "2001:db8:0:1::1", Proxy, "2001:db8:0:2::1")]
    [TestCase(Proxy, "192.0.2.1, 10.0.0.9", Proxy, "192.0.2.2, 10.0.0.9", Description = "two proxies")]
    [TestCase(
        Stranger, "192.0.2.1", Proxy, "192.0.2.1", Description = "a client cannot forge the address of another client")]
    public async Task Clients_count_separately(string firstPeer, string? first, string secondPeer, string? second) =>
        Assert.That(await SecondAsync(firstPeer, first, secondPeer, second), Is.EqualTo(HttpStatusCode.BadRequest));

    [TestCase(Stranger, "192.0.2.1", Stranger, "192.0.2.2", Description = "a header from an unknown proxy is ignored")]
    [TestCase(
        Proxy,
        "6.6.6.6, 192.0.2.1",
        Proxy,
        "7.7.7.7, 192.0.2.1",
        Description = "an address written by the client is ignored")]
    [TestCase(
        Proxy,
        "6.6.6.6, 192.0.2.1, 10.0.0.9",
        Proxy,
        "7.7.7.7, 192.0.2.1, 10.0.0.8",
        Description = "also behind two proxies")]
    [TestCase(Proxy, "10.0.0.1, 192.0.2.1", Proxy, "10.0.0.2, 192.0.2.1", Description = "also if it is a proxy")]
    [TestCase(Proxy, "nonsense, 192.0.2.1", Proxy, "192.0.2.1")]
    [TestCase(
        Proxy, "192.0.2.1, nonsense", Proxy, "192.0.2.2, nonsense", Description = "a bad entry ends the search")]
    [TestCase(Proxy, "", Proxy, null)]
    [TestCase(Proxy, "2001:db8::1", Proxy, "2001:db8::ffff:1", Description = "one customer")]
    [TestCase(Proxy, "[2001:db8::1]:443", Proxy, "2001:db8::2")]
    [TestCase(Proxy, "::ffff:192.0.2.1", Proxy, "192.0.2.1")]
    public async Task One_client_counts_as_one(string firstPeer, string? first, string secondPeer, string? second) =>
        Assert.That(
            await SecondAsync(firstPeer, first, secondPeer, second), Is.EqualTo(HttpStatusCode.TooManyRequests));

    [TestCase("2001:db8:1:10{0}::1", 4, Description = "one household has a /56")]
    [TestCase("2001:db8:1:{0}000::1", 6, Description = "one site has a /48")]
    public async Task An_IPv6_block_has_its_own_limit(string addresses, int limit)
    {
        await using var server = await StartLimitedAsync(
            ("Proxies:Networks:0", Proxy), ("Limits:AddressesPerHousehold", "4"), ("Limits:AddressesPerSite", "6"));
        for (var i = 0; i < limit; i++)
        {
            Assert.That(await LogInAsync(server, Proxy, Address(i)), Is.EqualTo(HttpStatusCode.BadRequest), Address(i));
        }

        Assert.That(await LogInAsync(server, Proxy, Address(limit)), Is.EqualTo(HttpStatusCode.TooManyRequests));
        var another = await LogInAsync(server, Proxy, "2001:db8:2::1");
        Assert.That(another, Is.EqualTo(HttpStatusCode.BadRequest), "another block");

        string Address(int i) => addresses.Replace("{0}", $"{i}", StringComparison.Ordinal);
    }

    [Test]
    public async Task Proxy_headers_are_ignored_without_configured_networks()
    {
        await using var server = await StartLimitedAsync();

        await LogInAsync(server, Proxy, "192.0.2.1");

        Assert.That(await LogInAsync(server, Proxy, "192.0.2.2"), Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [TestCase(Proxy, true)]
    [TestCase(Stranger, false)]
    public async Task The_scheme_is_taken_only_from_configured_proxies(string peer, bool isBelieved)
    {
        await using var server = await StartServerAsync(("Proxies:Networks:0", Proxy));
        using var client = From.Address(peer, server, "192.0.2.1");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var answer = await client.GetAsync("health/live");

        Assert.That(answer.Headers.Contains("Strict-Transport-Security"), Is.EqualTo(isBelieved));
    }

    private Task<ChatTestServer> StartLimitedAsync(params (string Name, string? Value)[] settings) =>
        StartServerAsync(
        [
            ("RateLimits:Enabled", "true"),
            ("RateLimits:LoginsPerMinute", "1"),
            ("RateLimits:LoginsBurst", "1"),
            .. settings,
        ]);

    private async Task<HttpStatusCode> SecondAsync(string firstPeer, string? first, string secondPeer, string? second)
    {
        await using var server = await StartLimitedAsync(
            ("Proxies:Networks:0", Proxy), ("Proxies:Networks:1", "10.0.0.0/8"));
        Assert.That(await LogInAsync(server, firstPeer, first), Is.EqualTo(HttpStatusCode.BadRequest));
        return await LogInAsync(server, secondPeer, second);
    }

    private static async Task<HttpStatusCode> LogInAsync(ChatTestServer server, string peer, string? forwardedFor)
    {
        using var client = From.Address(peer, server, forwardedFor);
        using var answer = await client.PostTextAsync("api/v1/auth/login", "{");
        return answer.StatusCode;
    }
}
