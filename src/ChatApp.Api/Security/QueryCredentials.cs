namespace ChatApp.Api.Security;

/// <summary>
/// A feature of requests whose credentials may stand in the query, since a browser cannot set headers on a socket.
/// </summary>
/// <param name="AllowToken">Whether they may be an access token, and not only a ticket.</param>
internal sealed record QueryCredentials(bool AllowToken);
