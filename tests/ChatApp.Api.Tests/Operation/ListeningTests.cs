using System.Net.Sockets;
using ChatApp.Api.Listening;
using ChatApp.Application.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace ChatApp.Api.Tests.Operation;

public sealed class ListeningTests
{
    [TestCase("http://127.0.0.1:8000", "127.0.0.1:8000")]
    [TestCase("http://127.0.0.1:8000/", "127.0.0.1:8000")]
    [TestCase("HTTPS://127.0.0.1:0", "127.0.0.1:0")]
    [TestCase("http://127.0.0.1", "127.0.0.1:80")]
    [TestCase("http://[::1]:8000", "[::1]:8000")]
    [TestCase("http://localhost:8000", "127.0.0.1:8000", "[::1]:8000")]
    [TestCase("http://chat.localhost:8000", "127.0.0.1:8000", "[::1]:8000")]
    [TestCase("http://*:8000", "[::]:8000", "0.0.0.0:8000")]
    [TestCase("http://+:8000", "[::]:8000", "0.0.0.0:8000")]
    [TestCase("http://unix:/run/chat.sock", "/run/chat.sock")]
    public void An_address_is_parsed(string text, params string[] endPoints) =>
        Assert.That(
            ListeningAddress.Parse("URLS", text).EndPoints.Select(endPoint => endPoint.ToString()),
            Is.EqualTo(endPoints));

    [TestCase("127.0.0.1:8000")]
    [TestCase("ftp://127.0.0.1:8000")]
    [TestCase("http://")]
    [TestCase("http://1:8000")]
    [TestCase("http://127.1:8000")]
    [TestCase("http://127.0.0.1:70000")]
    [TestCase("http://127.0.0.1:-1")]
    [TestCase("http://127.0.0.1:8000,http://127.0.0.1:8001")]
    [TestCase("http://127.0.0.1:8000?")]
    [TestCase("http://::1:8000")]
    [TestCase("http://[::1]:80:8000")]
    [TestCase("http://*:notaport")]
    [TestCase("http://localhost:notaport")]
    [TestCase("http://localhost:0")]
    [TestCase("http://unix:run/chat.sock")]
    [TestCase(" http://127.0.0.1:8000")]
    public void An_invalid_address_is_refused_and_named(string text)
    {
        var refusal = Assert.Throws<SettingException>(() => ListeningAddress.Parse("URLS", text));

        Assert.That(refusal!.Message, Does.Contain("URLS").And.Contain(text).And.EndsWith("."));
    }

    [Test]
    public void A_path_that_is_too_long_for_a_Unix_socket_is_refused() =>
        Assert.Throws<SettingException>(() => ListeningAddress.Parse("URLS", $"http://unix:/{new string('x', 200)}"));

    [Test]
    public void Metrics_need_a_port_of_their_own_on_all_addresses()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Metrics:Urls"] = "http://127.0.0.2:8123";

        var refusal = Assert.Throws<SettingException>(() => ListeningSettings.AddMetrics(
            builder, [ListeningAddress.Parse("URLS", "http://127.0.0.1:8123")]));

        Assert.That(refusal!.Message, Does.Contain("Metrics__Urls"));
    }

    [TestCase("http://127.0.0.1:1", "", "", "", "127.0.0.1:1", TestName = "Addresses have priority over ports")]
    [TestCase("", "2;3", "4", "", "[::]:2", "[::]:3", "[::]:4", TestName = "Ports listen on all addresses")]
    [TestCase("http://127.0.0.1:1", "2", "", "http://127.0.0.1:5", "127.0.0.1:5",
        TestName = "Kestrel endpoints have priority")]
    public void Only_one_kind_of_address_setting_is_used(
        string urls, string httpPorts, string httpsPorts, string endpoint, params string[] expected)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = urls,
            ["http_ports"] = httpPorts,
            ["https_ports"] = httpsPorts,
        };
        if (endpoint.Length > 0)
        {
            settings["Kestrel:Endpoints:Web:Url"] = endpoint;
        }

        var addresses = ListeningSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        Assert.That(addresses.Select(address => address.EndPoints[0].ToString()), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_server_can_listen_on_a_Unix_socket()
    {
        var directory = Directory.CreateTempSubdirectory("chatapp-");
        try
        {
            var path = Path.Combine(directory.FullName, "chat.sock");
            await using var server = ChatServer.Build(
            [
                $"--urls=http://unix:{path}",
                $"--Storage:DataDirectory={directory.FullName}",
                "--environment=Development",
                "--applicationName=ChatApp.Api", "--Logging:LogLevel:Default=None",
            ]);
            await server.StartAsync();
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost") };
            using var answer = await client.GetAsync("health/ready");

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            await server.StopAsync();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
