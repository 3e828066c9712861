using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Contract;

/// <summary>
/// With TLS or HTTP/2, a socket stays within its request; otherwise it takes over the connection. A client must see no
/// difference.
/// </summary>
[TestFixture]
public sealed class SocketOverTlsTests
{
    private string _certificate = "";
    private string _fingerprint = "";

    [SetUp]
    public void MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        _fingerprint = certificate.GetCertHashString();
        _certificate = Path.Combine(Path.GetTempPath(), $"chatapp-{Guid.CreateVersion7():N}.pfx");
        File.WriteAllBytes(_certificate, certificate.Export(X509ContentType.Pfx, "secret"));
    }

    [TearDown]
    public void DeleteCertificate() => File.Delete(_certificate);

    [TestCase("1.1")]
    [TestCase("2.0")]
    public async Task A_socket_delivers_a_message_and_answers_a_close(string httpVersion)
    {
        await using var server = await StartAsync();
        var alice = await server.RegisterAsync();
        var bob = await server.RegisterAsync();
        using var client = NewClient();
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(httpVersion);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await socket.ConnectAsync(AddressOf(server, bob), client, CancellationToken.None).WithTimeout();
        await alice.SendAsync(bob, "Hello!");
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).WithTimeout();
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WithTimeout();

        Assert.That(Encoding.UTF8.GetString(buffer, 0, received.Count), Does.Contain("\"content\":\"Hello!\""));
        Assert.That(socket.CloseStatus, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
    }

    [Test]
    public async Task An_answer_over_TLS_has_HSTS()
    {
        await using var server = await StartAsync();
        using var client = NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(TlsAddressOf(server), "health/live"));

        using var answer = await client.SendAsync(request, CancellationToken.None).WithTimeout();
        using var plain = await server.CreateClient().GetAsync("health/live");

        Assert.That(
            answer.Headers.GetValues("Strict-Transport-Security"),
            Is.EqualTo(new[] { "max-age=31536000; includeSubDomains" }));
        Assert.That(plain.Headers.Contains("Strict-Transport-Security"), Is.False);
    }

    [Test]
    public async Task A_silent_connection_after_the_TLS_handshake_is_closed()
    {
        await using var server = await StartAsync(("Limits:HeadSeconds", "1"));
        using var client = new TcpClient();
        await client.ConnectAsync(TlsAddressOf(server).Host, TlsAddressOf(server).Port);
        await using var silent = new SslStream(
            client.GetStream(),
            leaveInnerStreamOpen: false,
            (_, presented, _, _) => presented?.GetCertHashString() == _fingerprint);
        await silent.AuthenticateAsClientAsync("localhost").WithTimeout();

        int read;
        try
        {
            read = await silent.ReadAsync(new byte[1]).AsTask().WithTimeout(TimeSpan.FromSeconds(20));
        }
        catch (IOException)
        {
            read = 0;
        }

        Assert.That(read, Is.Zero);
    }

    private Task<ChatTestServer> StartAsync(params (string Name, string Value)[] settings) =>
        ChatTestServer.StartAsync(new ChatTestServerOptions
        {
            Settings = new Dictionary<string, string?>
            {
                ["Kestrel:Endpoints:Plain:Url"] = "http://127.0.0.1:0",
                ["Kestrel:Endpoints:Tls:Url"] = "https://127.0.0.1:0",
                ["Kestrel:Certificates:Default:Path"] = _certificate,
                ["Kestrel:Certificates:Default:Password"] = "secret",
            }
            .Concat(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .ToDictionary(),
        });

    private HttpMessageInvoker NewClient() => new HttpMessageInvoker(new SocketsHttpHandler
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback =
                (_, presented, _, _) => presented?.GetCertHashString() == _fingerprint,
        },
    });

    private static Uri AddressOf(ChatTestServer server, ChatUser user) => new UriBuilder(TlsAddressOf(server))
    {
        Scheme = "wss",
        Path = "/ws/chat",
        Query = $"token={user.AccessToken}",
    }.Uri;

    private static Uri TlsAddressOf(ChatTestServer server)
    {
        var features = server.Services.GetRequiredService<IServer>().Features;
        var addresses = features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return new Uri(addresses.Single(address => address.StartsWith("https:", StringComparison.Ordinal)));
    }
}
