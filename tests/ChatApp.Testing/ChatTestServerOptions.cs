using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Testing;

/// <summary>How a test server is set up. Every member has a default that suits most tests.</summary>
public sealed record ChatTestServerOptions
{
    /// <summary>
    /// An admin connection string to a PostgreSQL server, on which a database of its own is made and dropped again; null: the embedded database.
    /// </summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>Settings by their name in <c>appsettings.json</c> (<c>Jwt:AccessTokenMinutes</c>); they override the defaults of the harness.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The clock of the server, which stands still until the test moves it; null: the real time.</summary>
    public FakeTimeProvider? Clock { get; init; }

    /// <summary>Last word on the server's services, for example to share a backplane between two servers of a test.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }
}
