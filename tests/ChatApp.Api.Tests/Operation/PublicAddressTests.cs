using ChatApp.Application.Common;

namespace ChatApp.Api.Tests.Operation;

/// <summary>With a configured public address, the server refuses requests for any other address.</summary>
[TestFixture]
public sealed class PublicAddressTests() : ContractTests(Database.Sqlite)
{
    [TestCase("chat.example", "/api/v1/users/me", 401)]
    [TestCase("CHAT.example.:443", "/api/v1/users/me", 401, Description = "the same host in another form")]
    [TestCase("localhost:8000", "/asyncapi.json", 200)]
    [TestCase("127.0.0.1", "/asyncapi.json", 200)]
    [TestCase("[::1]", "/asyncapi.json", 200)]
    [TestCase("10.0.0.7:8000", "/health/ready", 200, Description = "as an orchestrator requests it")]
    [TestCase("evil.example", "/asyncapi.json", 400)]
    [TestCase("evil.example", "/", 400)]
    [TestCase("evil.example", "/api/v1/users/me", 400)]
    [TestCase("evil.example", "/ws/chat", 400)]
    [TestCase("chat.example.evil.example", "/", 400)]
    [TestCase("localhost.evil.example", "/", 400)]
    public async Task Only_requests_for_the_public_address_are_accepted(string host, string path, int status)
    {
        await using var server = await StartServerAsync(("Server:PublicUrl", "https://chat.example/"));

        var answer = await RawHttp.AskAsync(
            server, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.StartWith($"HTTP/1.1 {status} "));
        if (status == 400)
        {
            Assert.That(
                answer, Does.Contain("application/problem+json").And.Contains("X-Content-Type-Options: nosniff"));
        }
    }

    [Test]
    public async Task Every_host_is_accepted_without_a_public_address()
    {
        Assert.That(
            await RawHttp.AskAsync(Server, "GET / HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n"),
            Does.StartWith("HTTP/1.1 200 "));
    }

    [TestCase("chat.example")]
    [TestCase("capacitor://localhost")]
    [TestCase("https://chat.example/talk")]
    [TestCase("https://chat.example:99999")]
    public async Task An_invalid_public_address_stops_the_start(string text)
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => StartServerAsync(("Server:PublicUrl", text)));

        Assert.That(refusal!.Message, Does.Contain("Server__PublicUrl").And.Contain(text).And.EndsWith("."));
    }
}
