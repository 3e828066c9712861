namespace ChatApp.Api.Controllers;

/// <summary>A refresh.</summary>
/// <param name="RefreshToken">The newest refresh token of the session.</param>
/// <param name="RequestId">
/// An id made by the client, the same when it asks again because no answer came, which makes asking safe to repeat.
/// </param>
public sealed record RefreshBody(string? RefreshToken, Guid? RequestId) : RequestBody;
