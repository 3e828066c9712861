using System.Security.Cryptography;
using ChatApp.Api;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Realtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Testing;

/// <summary>
/// The real server on a free loopback port, with its own database. Nothing is replaced except, on request, the clock;
/// <see cref="Faults"/> and <see cref="OpenLink"/> disturb it. It has cheap password hashing, no rate limits, no
/// presence and a random signing key; <see cref="ChatTestServerOptions.Settings"/> overrides each. It reads no
/// environment variables and no settings files of the test project, and leaves the signals of the process alone.
/// </summary>
/// <remarks>
/// Many tests may use it at once if each registers its own users, and a process may have many servers.
/// <see cref="StopAsync"/>, <see cref="RestartAsync(CancellationToken)"/>, <see cref="BackUpAsync"/>,
/// <see cref="RestoreAsync"/> and <see cref="Faults"/> are for a test that does not share the server.
/// </remarks>
/// <example>
/// <code>
/// await using var server = await ChatTestServer.StartAsync();
/// var alice = await server.RegisterAsync();
/// var bob = await server.RegisterAsync();
/// await using var socket = await bob.ConnectAsync();
/// await alice.SendAsync(bob, "Hello!");
/// var frame = await socket.NextAsync("message");
/// </code>
/// </example>
public sealed class ChatTestServer : IAsyncDisposable
{
    private ChatTestServerOptions _options;
    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;
    private readonly InProcessBackplane _backplane;
    private readonly SocketsHttpHandler _connections = new() { AllowAutoRedirect = false, UseCookies = false };
    private WebApplication? _app;

    private ChatTestServer(ChatTestServerOptions options, TestDatabase database)
    {
        (_options, _database, _ownsDatabase, _backplane) = (options, database, true, new InProcessBackplane());
        Clock = options.Clock ?? (options.UseFakeClock ? new FakeTimeProvider(TimeProvider.System.GetUtcNow()) : null);
        Faults = new ServerFaults();
        SigningKey = options.Settings.GetValueOrDefault("Jwt:SigningKey")
            ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    }

    private ChatTestServer(ChatTestServer first)
    {
        (_options, _database, _ownsDatabase, _backplane) = (first._options, first._database, false, first._backplane);
        (Clock, SigningKey, Faults) = (first.Clock, first.SigningKey, first.Faults);
    }

    /// <summary>The server's current address. A restart changes the port; clients of this harness follow.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>
    /// The server's fake clock, which starts at the real time; null if the server uses the real clock.
    /// </summary>
    public FakeTimeProvider? Clock { get; }

    /// <summary>The text whose UTF-8 bytes sign the access tokens; it stays the same over restarts.</summary>
    public string SigningKey { get; }

    /// <summary>Faults within this server and the other nodes of its installation.</summary>
    public ServerFaults Faults { get; }

    /// <summary>The directory of the embedded database; null with PostgreSQL.</summary>
    public string? DataDirectory => _database.Settings.GetValueOrDefault("Storage:DataDirectory");

    /// <summary>The services of the running server, to check what is not visible from outside.</summary>
    public IServiceProvider Services => Running.Services;

    internal SecretWatch? Watch => _options.Watch;

    internal Action<ReadOnlyMemory<byte>>? FrameReceived => _options.FrameReceived;

    private WebApplication Running => _app ?? throw new InvalidOperationException("The server is stopped.");

    /// <summary>Creates a database and starts a server on it.</summary>
    /// <param name="options">Options that differ from the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ChatTestServer> StartAsync(
        ChatTestServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ChatTestServerOptions();
        var server = new ChatTestServer(
            options, await TestDatabase.CreateAsync(options.PostgresConnectionString, cancellationToken));
        try
        {
            await server.RunAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts another node of the same installation, with this server's database, settings, key and clock. The nodes
    /// communicate through Redis if <c>ConnectionStrings:Redis</c> is set, otherwise within the process. Dispose the
    /// new node before this one, which owns the database.
    /// </summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    public async Task<ChatTestServer> StartNodeAsync(CancellationToken cancellationToken = default)
    {
        var node = new ChatTestServer(this);
        try
        {
            await node.RunAsync(cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A client without an access token, for paths relative to <see cref="BaseAddress"/>; it does not follow redirects.
    /// </summary>
    public HttpClient CreateClient() => CreateClient(() => null);

    /// <summary>
    /// Opens a network path to this server that the test can cut or hold. It follows the server over restarts.
    /// </summary>
    public ChatLink OpenLink() => new(() => BaseAddress.Port);

    /// <summary>
    /// Registers a user and logs in. Missing values are generated and unique, so that tests can share one server.
    /// </summary>
    /// <param name="username">The username; unique by default.</param>
    /// <param name="email">The email address; unique by default.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="ChatProblemException">The server refused the call.</exception>
    public async Task<ChatUser> RegisterAsync(
        string? username = null,
        string? email = null,
        string? password = null,
        CancellationToken cancellationToken = default)
    {
        username ??= UniqueName.Next();
        email ??= $"{UniqueName.Next()}@users.example";
        password ??= "correct horse battery staple";
        using var client = CreateClient();
        var account = await client.CallAsync<Account>(
            HttpMethod.Post, "api/v1/auth/register", new { username, email, password }, cancellationToken);
        return await LogInAsync(account.Username, password, cancellationToken);
    }

    /// <summary>Logs in a registered user.</summary>
    /// <param name="login">The username or email address.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="ChatProblemException">The server refused the call.</exception>
    public async Task<ChatUser> LogInAsync(string login, string password, CancellationToken cancellationToken = default)
    {
        using var client = CreateClient();
        var tokens = await client.CallAsync<TokenPair>(
            HttpMethod.Post, "api/v1/auth/login", new { username = login, password }, cancellationToken);
        return await ChatUser.CreateAsync(this, password, tokens, cancellationToken);
    }

    /// <summary>Stops the server as SIGTERM does: it drains, closes its sockets with 1001 and frees its port.</summary>
    /// <param name="cancellationToken">Ends the graceful stop early.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(cancellationToken);
            await app.DisposeAsync();
        }
    }

    /// <summary>Stops the server if it runs, and starts it with the same database, settings, key and clock.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken);
        await RunAsync(cancellationToken);
    }

    /// <summary>Restarts the server with changed settings, which also apply to later restarts.</summary>
    /// <param name="settings">The changed settings by name; null removes a setting.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public Task RestartAsync(
        IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken = default)
    {
        _options = _options with
        {
            Settings = new Dictionary<string, string?>(
                [.. _options.Settings.Where(old => !settings.ContainsKey(old.Key)), .. settings]),
        };
        return RestartAsync(cancellationToken);
    }

    /// <summary>Stores a copy of the database. Call it only while the server is stopped.</summary>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public Task BackUpAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfRunning();
        return _database.BackUpAsync(cancellationToken);
    }

    /// <summary>
    /// Replaces the database with the copy that <see cref="BackUpAsync"/> made. Call it only while the server is
    /// stopped.
    /// </summary>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public Task RestoreAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfRunning();
        return _database.RestoreAsync(cancellationToken);
    }

    /// <summary>Stops the server; the first node of an installation then removes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            _connections.Dispose();
            if (_ownsDatabase)
            {
                await _database.DisposeAsync();
            }
        }
    }

    internal HttpClient CreateClient(Func<string?> accessToken, ChatLink? link = null) =>
        new(new CurrentServerHandler(this, link, accessToken, _connections), disposeHandler: false)
        {
            BaseAddress = link?.Address ?? BaseAddress,
            Timeout = TimeSpan.FromSeconds(30),
        };

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var arguments = new ServerArguments(_options, _database.Settings, SigningKey);
        _app = ChatServer.Build(arguments.ToArray(), Configure);
        await _app.StartAsync(cancellationToken);
        BaseAddress = new Uri(_app.Urls.First());
    }

    private void Configure(WebApplicationBuilder builder)
    {
        ServerFiles.UseNoOtherSettings(builder.Configuration);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        if (Clock is not null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        }

        Watch?.Attach(builder.Logging);
        _options.Configure?.Invoke(builder);
        if (builder.Configuration.GetConnectionString("Redis") is null)
        {
            builder.Services.TryAddSingleton<IBackplane>(_backplane);
        }

        // Called when the server has registered its services.
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) =>
        {
            services.Wrap<IBackplane>(inner => new LossyBackplane(inner, Faults));
            services.Wrap<IConversationDatabase>(inner => new HoldingDatabase(inner, Faults));
        });
    }

    private void ThrowIfRunning()
    {
        if (_app is not null)
        {
            throw new InvalidOperationException("Stop the server first: a copy of a database in use is not a backup.");
        }
    }
}
