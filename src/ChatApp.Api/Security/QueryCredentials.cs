namespace ChatApp.Api.Security;

/// <summary>
/// A request feature that allows credentials in the query, because a browser cannot set headers for a WebSocket.
/// </summary>
/// <param name="AllowToken">Whether an access token is allowed, and not only a ticket.</param>
internal sealed record QueryCredentials(bool AllowToken);
