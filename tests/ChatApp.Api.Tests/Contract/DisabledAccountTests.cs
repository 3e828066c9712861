using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChatApp.Api.Tests.Contract;

/// <summary>A disabled account cannot do anything on any node, after at most five seconds.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class DisabledAccountTests(Database database) : ContractTests(database)
{
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(5);

    [Test]
    public async Task Disabling_closes_sockets_and_refuses_tokens_on_all_nodes()
    {
        await using var first = await StartServerAsync();
        await using var second = await first.StartNodeAsync();
        var (alice, bob) = await RegisterTwoAsync(first);
        await using var here = await alice.ConnectAsync();
        await using var there = await alice.On(second).ConnectAsync();
        await using var ofBob = await bob.ConnectAsync();

        await SwitchOffAsync(first, alice.Username);

        int[] codes = await Task.WhenAll(here.WaitForCloseAsync(), there.WaitForCloseAsync()).WaitAsync(Allowed);
        Assert.That(codes, Is.All.EqualTo(4001));
        await alice.AccessTokenDiesAsync();
        await alice.On(second).AccessTokenDiesAsync();
        await alice.RefreshAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
        await alice.LogInAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        await ofBob.PingAsync();
        await bob.SendAsync(alice.Id, "are you there?");
    }

    // As docs/operations.md describes it: by a database statement that no node is notified of.
    private static async Task SwitchOffAsync(ChatTestServer server, string username)
    {
        var settings = server.Services.GetRequiredService<IConfiguration>();
        await using System.Data.Common.DbConnection connection =
            settings.GetConnectionString("Postgres") is { } postgres
            ? new NpgsqlConnection(postgres)
            : new SqliteConnection($"Data Source={Path.Combine(settings["Storage:DataDirectory"]!, "chatapp.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE users SET is_active = FALSE WHERE username = @name";
        var name = command.CreateParameter();
        (name.ParameterName, name.Value) = ("name", username);
        command.Parameters.Add(name);
        Assert.That(await command.ExecuteNonQueryAsync(), Is.EqualTo(1));
    }
}
