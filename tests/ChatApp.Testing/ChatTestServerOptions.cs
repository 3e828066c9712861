using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Testing;

/// <summary>
/// Options of a <see cref="ChatTestServer"/>. By default it uses the embedded database and the real clock.
/// </summary>
public sealed record ChatTestServerOptions
{
    /// <summary>
    /// A PostgreSQL connection string with the right to create databases. If given, the server gets a new database
    /// there, which is dropped on dispose. Otherwise it gets the embedded database in a new temporary directory.
    /// </summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>
    /// Settings that override those of the harness, for example <c>["Limits:SocketsPerUser"] = "2"</c>; null removes a
    /// setting of the harness.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether time stands still until the test moves it through <see cref="ChatTestServer.Clock"/>.</summary>
    public bool UseFakeClock { get; init; }

    /// <summary>A clock that the test provides; implies <see cref="UseFakeClock"/>.</summary>
    public FakeTimeProvider? Clock { get; init; }

    /// <summary>The host environment: "Development", "Production" or "Staging".</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>
    /// Changes settings and services last, for example to add a log provider or to replace a service.
    /// </summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>
    /// Learns the secrets of this server's users, and records its log and the errors that clients receive; null watches
    /// nothing.
    /// </summary>
    public SecretWatch? Watch { get; init; }

    /// <summary>
    /// Called with every frame for the sockets of this server's users before they receive it, for example to check it
    /// against a schema. It runs on the receiving threads and must not throw.
    /// </summary>
    public Action<ReadOnlyMemory<byte>>? FrameReceived { get; init; }
}
