namespace ChatApp.Application.Sessions;

/// <summary>One of the caller's sessions.</summary>
/// <param name="Id">The <c>sid</c> of its access tokens.</param>
/// <param name="CreatedAt">When the user logged in.</param>
/// <param name="LastUsedAt">When it last received tokens, by login or refresh.</param>
/// <param name="UserAgent">The <c>User-Agent</c> of the program that received them; may be empty.</param>
/// <param name="Ip">The IP address of that program; null if there is none.</param>
/// <param name="Current">Whether it is the session of this call.</param>
public sealed record SessionDto(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, string UserAgent, string? Ip, bool Current);
