namespace ChatApp.Infrastructure.Events;

/// <summary>
/// An event as it goes over the wire, up to its cursor. All devices of all users share it; it never changes.
/// </summary>
/// <param name="IsForEverySocket">Whether sockets without <c>events=all</c> get it too.</param>
/// <param name="Utf8">The JSON without the cursor and the closing brace.</param>
internal sealed record EncodedEvent(bool IsForEverySocket, ReadOnlyMemory<byte> Utf8);
