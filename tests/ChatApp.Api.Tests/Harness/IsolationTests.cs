using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Harness;

/// <summary>A test server is apart from the test project, its machine, and other test servers.</summary>
public sealed class IsolationTests
{
    [Test]
    public async Task A_server_reads_no_environment_variables()
    {
        await using var server = await ChatTestServer.StartAsync();
        var settings = server.Services.GetRequiredService<IConfiguration>();

        Assert.That(Environment.GetEnvironmentVariable("PATH"), Is.Not.Empty);
        Assert.That(settings["PATH"], Is.Null);
        Assert.That(
            settings["Logging:LogLevel:Microsoft.AspNetCore"], Is.EqualTo("Warning"), "the server's own file is read");
    }

    [Test]
    public async Task Many_servers_run_at_once()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ChatTestServer.StartAsync()));
        try
        {
            var users = await Task.WhenAll(servers.Select(server => server.RegisterAsync("alice")));

            Assert.That(users.Select(user => user.Id), Is.Unique);
            Assert.That(servers.Select(server => server.DataDirectory), Is.Unique);
        }
        finally
        {
            await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
        }

        Assert.That(servers.Select(server => server.DataDirectory).Where(Directory.Exists), Is.Empty);
    }
}
