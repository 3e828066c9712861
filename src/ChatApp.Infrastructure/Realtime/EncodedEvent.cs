namespace ChatApp.Infrastructure.Realtime;

/// <summary>An event of one user's stream as it goes over the wire; shared by all sockets of that user and never changed.</summary>
/// <param name="Number">Its number in the stream.</param>
/// <param name="IsMessage">Whether sockets without <c>events=all</c> get it too.</param>
/// <param name="Utf8">The frame's text.</param>
internal sealed record EncodedEvent(long Number, bool IsMessage, ReadOnlyMemory<byte> Utf8);
