namespace ChatApp.Application.Sessions;

/// <summary>One of the caller's sessions.</summary>
/// <param name="Id">The <c>sid</c> of its access tokens.</param>
/// <param name="CreatedAt">When the user logged in.</param>
/// <param name="LastUsedAt">When it last got tokens, at login or by a refresh.</param>
/// <param name="UserAgent">What the program that got them calls itself; may be empty.</param>
/// <param name="Ip">The address that it called from; null when there is none.</param>
/// <param name="Current">Whether it is the session of this call.</param>
public sealed record SessionDto(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, string UserAgent, string? Ip, bool Current);
