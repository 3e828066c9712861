namespace ChatApp.Api.Controllers;

/// <summary>A refresh.</summary>
/// <param name="RefreshToken">The newest refresh token of the session.</param>
/// <param name="RequestId">
/// An id that the client creates and repeats if it sends the request again because no answer came. It makes the call
/// safe to repeat.
/// </param>
public sealed record RefreshBody(string? RefreshToken, Guid? RequestId) : RequestBody;
