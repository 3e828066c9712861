using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Testing;

/// <summary>
/// How a <see cref="ChatTestServer"/> differs from the default, which has the embedded database and the real clock.
/// </summary>
public sealed record ChatTestServerOptions
{
    /// <summary>
    /// A connection string that may create databases on a PostgreSQL server. If given, the server gets a fresh database
    /// there, which is dropped on dispose. Otherwise it gets the embedded database in a fresh temporary directory.
    /// </summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>
    /// Settings that override those of the harness, for example <c>["Limits:SocketsPerUser"] = "2"</c>; null removes a
    /// default of the harness.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether time stands still until the test moves it through <see cref="ChatTestServer.Clock"/>.</summary>
    public bool UseFakeClock { get; init; }

    /// <summary>A clock of the test's own; implies <see cref="UseFakeClock"/>.</summary>
    public FakeTimeProvider? Clock { get; init; }

    /// <summary>The host environment: "Development", "Production" or "Staging".</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>
    /// Changes settings and services last, for example to add a log provider or to replace a service.
    /// </summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>
    /// Learns the secrets of this server's users, and keeps its log and the errors that clients get; null: watches
    /// nothing.
    /// </summary>
    public SecretWatch? Watch { get; init; }

    /// <summary>
    /// Gets every frame for the sockets of this server's users before they do, for example to check it against a
    /// description. It runs on the threads that receive, and must not throw.
    /// </summary>
    public Action<ReadOnlyMemory<byte>>? FrameReceived { get; init; }
}
