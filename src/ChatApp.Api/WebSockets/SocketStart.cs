using ChatApp.Application.Events;

namespace ChatApp.Api.WebSockets;

/// <summary>Where a socket begins, as its request has asked.</summary>
/// <param name="Bounds">The user's stream as it was before the handshake was answered.</param>
/// <param name="Since">The cursor to go on after, or null.</param>
/// <param name="AllEvents">Whether it gets every event, not messages alone.</param>
/// <param name="Expectation">Keeps the user's feed, which has been there since before the bounds were read, until the socket is registered.</param>
internal sealed record SocketStart(StreamBounds Bounds, string? Since, bool AllEvents, IDisposable Expectation);
