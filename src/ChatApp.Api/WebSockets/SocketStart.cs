using ChatApp.Application.Events;

namespace ChatApp.Api.WebSockets;

/// <summary>Where a socket begins, as its request has asked.</summary>
/// <param name="Bounds">The user's stream as it was before the handshake was answered; null when the database was out of reach.</param>
/// <param name="Since">The cursor to go on after, or null.</param>
/// <param name="AllEvents">Whether it gets every event, not messages alone.</param>
internal sealed record SocketStart(StreamBounds? Bounds, string? Since, bool AllEvents);
