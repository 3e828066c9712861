namespace ChatApp.Infrastructure.Events;

/// <summary>
/// An event as sent over the wire, up to its cursor. Immutable and shared by all devices of all users.
/// </summary>
/// <param name="IsForEverySocket">Whether sockets without <c>events=all</c> receive it too.</param>
/// <param name="Utf8">The JSON without the cursor and the closing brace.</param>
internal sealed record EncodedEvent(bool IsForEverySocket, ReadOnlyMemory<byte> Utf8);
