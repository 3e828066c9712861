using System.Text;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// A request that a parser of the framework refuses is a client error: a 400 or a 415, or the value counts as absent.
/// It is never a server error, and it is not logged as one.
/// </summary>
public abstract class MalformedRequests() : ContractTests(Database.Sqlite)
{
    protected const string Friend = "https://chat.example.com";

    protected LogTrail Trail { get; } = new();

    protected ChatTestServer OwnServer { get; private set; } = null!;

    protected ChatUser Alice { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        (string, string?)[] settings = [("Cors:AllowedOrigins:0", Friend), ("Proxies:Networks:0", "127.0.0.1")];
        OwnServer = await ChatTestServer.StartAsync(TestDatabases.Options(Database, settings) with
        {
            Configure = builder => builder.Logging.AddProvider(Trail).AddFilter<LogTrail>(null, LogLevel.Error),
        });
        Alice = await OwnServer.RegisterAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await OwnServer.DisposeAsync();
        Trail.Dispose();
    }

    // Not if the tested header is itself an Authorization header.
    protected string Bearer(string header) =>
        header.StartsWith("Authorization", StringComparison.Ordinal)
            ? ""
            : $"Authorization: Bearer {Alice.AccessToken}\r\n";

    protected static string Rest(string header, string? body) => body switch
    {
        null => $"{header}\r\nConnection: close\r\n\r\n",
        "upgrade" => $"{header}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        _ => $"{header}\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}",
    };

    protected static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3)) : 0;
}
