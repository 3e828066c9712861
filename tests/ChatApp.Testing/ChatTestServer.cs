using System.Security.Cryptography;
using ChatApp.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Testing;

/// <summary>
/// The real server, in this process, over Kestrel on a free port of the loopback address, on a fresh database. Nothing of it is replaced but,
/// on demand, its clock. Safe for use by parallel tests.
/// </summary>
public sealed class ChatTestServer : IAsyncDisposable
{
    private readonly ChatTestServerOptions _options;
    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;
    private readonly string _signingKey;
    private WebApplication _app;

    private ChatTestServer(
        ChatTestServerOptions options,
        TestDatabase database,
        bool ownsDatabase,
        string signingKey,
        WebApplication app)
    {
        (_options, _database, _ownsDatabase, _signingKey, _app) = (options, database, ownsDatabase, signingKey, app);
    }

    /// <summary>Where the server listens. Changes when it is restarted.</summary>
    public Uri BaseAddress => new(_app.Urls.Single());

    /// <summary>The server's clock, if it was given one.</summary>
    public FakeTimeProvider? Clock => _options.Clock;

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server on a fresh database.</summary>
    public static async Task<ChatTestServer> StartAsync(ChatTestServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ChatTestServerOptions();
        var database = await TestDatabase.CreateAsync(options.PostgresConnectionString, cancellationToken);
        try
        {
            var signingKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
            var app = await StartAppAsync(options, database, signingKey, cancellationToken);
            return new ChatTestServer(options, database, ownsDatabase: true, signingKey, app);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a second server on the database, and with the signing key, of this one. Dispose it first.</summary>
    /// <param name="configure">Last word on its services, for example to connect both by a backplane.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task<ChatTestServer> StartSecondNodeAsync(
        Action<WebApplicationBuilder>? configure = null,
        CancellationToken cancellationToken = default)
    {
        var options = _options with { Configure = configure ?? _options.Configure };
        var app = await StartAppAsync(options, _database, _signingKey, cancellationToken);
        return new ChatTestServer(options, _database, ownsDatabase: false, _signingKey, app);
    }

    /// <summary>A client without a token, for calls that the typed ones do not cover.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = BaseAddress };

    /// <summary>Registers a user and logs in.</summary>
    /// <param name="name">Start of the username, which gets a random end so that tests can run in parallel.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public Task<ChatUser> RegisterAsync(string name = "user", CancellationToken cancellationToken = default) =>
        ChatUser.RegisterAsync(this, name, cancellationToken);

    /// <summary>Stops the server as SIGTERM would.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Stops the server and starts it again on the same database.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await _app.StopAsync(cancellationToken);
        await _app.DisposeAsync();
        _app = await StartAppAsync(_options, _database, _signingKey, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsDatabase)
        {
            await _database.DisposeAsync();
        }
    }

    private static async Task<WebApplication> StartAppAsync(
        ChatTestServerOptions options,
        TestDatabase database,
        string signingKey,
        CancellationToken cancellationToken)
    {
        var app = ChatServer.Build(["--urls", "http://127.0.0.1:0", "--environment", "Development"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Jwt:SigningKey"] = signingKey,
                ["Passwords:WorkFactor"] = "4",
                ["RateLimits:Enabled"] = "false",
                ["Storage:DataDirectory"] = database.Directory,
                ["ConnectionStrings:Postgres"] = database.PostgresConnectionString,
            });
            builder.Configuration.AddInMemoryCollection(options.Settings);
            builder.Logging.ClearProviders();
            if (options.Clock is { } clock)
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
            }

            options.Configure?.Invoke(builder);
        });
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
