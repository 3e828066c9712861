namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// The pages and apps that may use the server: one rule for REST (CORS) and for the socket. The page of an app has an
/// origin with its own scheme. The server's own origin is found by the Host header, which may contain the usual port.
/// </summary>
[TestFixture]
public sealed class OriginTests() : ContractTests(Database.Sqlite)
{
    [TestCase("https://chat.example", "https://chat.example")]
    [TestCase("https://chat.example", "https://Chat.Example")]
    [TestCase("HTTPS://Chat.Example", "https://chat.example")]
    [TestCase("https://chat.example", "https://chat.example.")]
    [TestCase("https://chat.example", "https://chat.example:443", Description = "a program may send the port")]
    [TestCase("http://chat.example:8080", "http://chat.example:8080")]
    [TestCase("http://tauri.localhost", "http://tauri.localhost")]
    [TestCase("http://192.0.2.7", "http://192.0.2.7")]
    [TestCase("http://[2001:DB8::1]:8443", "http://[2001:db8::1]:8443")]
    [TestCase("http://chat_app:8000", "http://chat_app:8000")]
    [TestCase("capacitor://localhost", "capacitor://localhost")]
    [TestCase("tauri://localhost", "tauri://localhost")]
    [TestCase("ionic://localhost", "ionic://localhost")]
    [TestCase("chrome-extension://nmmhkkegccagdldgiimedpiccmgm", "chrome-extension://nmmhkkegccagdldgiimedpiccmgm")]
    [TestCase("moz-extension://5c7a2b1e-3d4f-4a6b", "moz-extension://5c7a2b1e-3d4f-4a6b")]
    [TestCase("safari-web-extension://5C7A2B1E-3D4F", "safari-web-extension://5c7a2b1e-3d4f")]
    [TestCase("app://.", "app://.", Description = "a page of Electron")]
    [TestCase("https://bücher.example", "https://xn--bcher-kva.example")]
    [TestCase("https://BÜCHER.example:8443", "https://xn--bcher-kva.example:8443")]
    [TestCase("https://xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [TestCase("https://пример.example", "https://xn--e1afmkfd.example")]
    [TestCase("https://例え.テスト", "https://xn--r8jz45g.xn--zckzah")]
    public async Task A_configured_origin_can_call_the_API_and_open_sockets(string setting, string origin)
    {
        await using var server = await StartServerAsync(
            ("Cors:AllowedOrigins:0", "https://another.example"), ("Cors:AllowedOrigins:1", setting));

        Assert.That(await AskAsync(server, "localhost", origin), Is.EqualTo((origin, true)));
    }

    [TestCase("capacitor://localhost", "capacitor://localhos")]
    [TestCase("capacitor://localhost", "ionic://localhost")]
    [TestCase("capacitor://localhost", "capacitor://localhost:80")]
    [TestCase("capacitor://localhost", "https://localhost")]
    [TestCase("capacitor://localhost", "capacitor://localhost/")]
    [TestCase("capacitor://localhost", "capacitor://localhost.evil.example")]
    [TestCase("capacitor://localhost", "capacitor://evil@localhost")]
    [TestCase("chrome-extension://nmmhkkegccagdldgiimedpiccmgm", "chrome-extension://nmmhkkegccagdldgiimedpiccmgn")]
    [TestCase("http://tauri.localhost", "https://tauri.localhost")]
    [TestCase("https://chat.example", "https://chat.example..")]
    [TestCase("https://chat.example", "https://chat.example:0443")]
    [TestCase("https://chat.example", "https://chat.example:")]
    [TestCase("https://chat.example", "https://chat.example:80")]
    [TestCase("https://bücher.example", "https://bucher.example")]
    [TestCase("http://[2001:db8::1]", "http://[2001:db8::2]")]
    public async Task Another_origin_cannot_call_the_API_or_open_sockets(string setting, string origin)
    {
        await using var server = await StartServerAsync(("Cors:AllowedOrigins:0", setting));

        Assert.That(await AskAsync(server, "localhost", origin), Is.EqualTo(((string?)null, false)));
    }

    [TestCase("https", "chat.example", "https://chat.example")]
    [TestCase("https", "chat.example:443", "https://chat.example")]
    [TestCase("http", "chat.example:80", "http://chat.example")]
    [TestCase("https", "Chat.Example:443", "https://chat.example")]
    [TestCase("https", "chat.example.", "https://chat.example")]
    [TestCase("https", "chat.example.:443", "https://chat.example.")]
    [TestCase("https", "chat.example", "https://chat.example:443")]
    [TestCase("https", "chat.example:8443", "https://chat.example:8443")]
    [TestCase("https", "[2001:DB8::1]:443", "https://[2001:db8::1]")]
    [TestCase("http", "[::1]:8000", "http://[::1]:8000")]
    [TestCase("http", "[0:0:0:0:0:0:0:1]", "http://[::1]")]
    [TestCase("http", "chat_app:80", "http://chat_app")]
    [TestCase("https", "xn--bcher-kva.example:443", "https://xn--bcher-kva.example")]
    public async Task The_page_of_the_server_can_open_sockets(string scheme, string host, string origin)
    {
        await using var server = await StartServerAsync(("Proxies:Networks:0", "127.0.0.1"));

        Assert.That(await OpensAsync(server, host, origin, scheme), Is.True);
    }

    [TestCase("https", "chat.example:80", "https://chat.example")]
    [TestCase("http", "chat.example:443", "http://chat.example")]
    [TestCase("http", "chat.example:443", "https://chat.example", Description = "a proxy that does not report TLS")]
    [TestCase("https", "chat.example:443", "http://chat.example")]
    [TestCase("https", "chat.example:443", "https://chat.example:444")]
    [TestCase("https", "chat.example", "https://evil.example")]
    [TestCase("https", "chat.example:443", "https://chat.example.evil.example")]
    [TestCase("https", "chat.example", "https://chat.example/")]
    [TestCase("https", "", "https://")]
    [TestCase("https", "chat.example", "null")]
    public async Task A_page_of_another_host_port_or_scheme_is_refused(string scheme, string host, string origin)
    {
        await using var server = await StartServerAsync(("Proxies:Networks:0", "127.0.0.1"));

        Assert.That(await OpensAsync(server, host, origin, scheme), Is.False);
    }

    [Test]
    public async Task The_answer_depends_on_the_origin_and_has_a_Vary_header()
    {
        await using var server = await StartServerAsync(("Cors:AllowedOrigins:0", "capacitor://localhost"));

        var answer = await GetAsync(server, "localhost", "capacitor://localhost");

        Assert.That(answer, Does.Contain("\r\nVary: Origin").And.Contain("\r\nAccess-Control-Expose-Headers: "));
    }

    private static async Task<(string? Allowed, bool Opens)> AskAsync(ChatTestServer server, string host, string origin)
    {
        var line = (await GetAsync(server, host, origin)).Split("\r\n")
            .SingleOrDefault(line => line.StartsWith("Access-Control-Allow-Origin: ", StringComparison.Ordinal));
        return (line?["Access-Control-Allow-Origin: ".Length..], await OpensAsync(server, host, origin));
    }

    private static Task<string> GetAsync(ChatTestServer server, string host, string origin) => RawHttp.AskAsync(
        server,
        $"GET /health/live HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n").WithTimeout();

    // The handshake is completed even without a token (contract, section 4).
    private static async Task<bool> OpensAsync(
        ChatTestServer server, string host, string origin, string scheme = "http")
    {
        var answer = await RawHttp.HeadAsync(
            server,
            $"GET /ws/chat HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nX-Forwarded-For: 192.0.2.1\r\n"
                + $"X-Forwarded-Proto: {scheme}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").WithTimeout();
        Assert.That(answer, Does.Match("^HTTP/1.1 (101|403) "));
        return answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal);
    }
}
