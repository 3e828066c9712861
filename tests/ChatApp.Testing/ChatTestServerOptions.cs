using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Testing;

/// <summary>How a <see cref="ChatTestServer"/> differs from the default one, which runs on the embedded database and the real clock.</summary>
public sealed record ChatTestServerOptions
{
    /// <summary>
    /// A connection string that may create databases on a PostgreSQL server. When given, the server gets a fresh database there, which
    /// is dropped on dispose. When absent, it gets the embedded database in a fresh temporary directory.
    /// </summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>Settings that override those of the harness, for example <c>["Limits:SocketsPerUser"] = "2"</c>; null takes a default of
    /// the harness away.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether time stands still until the test moves it through <see cref="ChatTestServer.Clock"/>.</summary>
    public bool UseFakeClock { get; init; }

    /// <summary>A clock of the test's own; implies <see cref="UseFakeClock"/>.</summary>
    public FakeTimeProvider? Clock { get; init; }

    /// <summary>The host environment: "Development", "Production" or "Staging".</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>The test's last word on settings and services, for example to add a log provider or to replace a service.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>Learns the secrets of this server's users and keeps what it logs and what errors it tells; null: nothing is watched.</summary>
    public SecretWatch? Watch { get; init; }

    /// <summary>
    /// Sees every frame that the sockets of this server's users receive, before they do, from the threads that receive; for example to check them all
    /// against a description. It must not throw.
    /// </summary>
    public Action<ReadOnlyMemory<byte>>? FrameReceived { get; init; }
}
