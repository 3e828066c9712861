namespace ChatApp.Api.WebSockets.Transport;

/// <summary>How large a message may be.</summary>
/// <param name="Bytes">Most bytes of its payload.</param>
/// <param name="Frames">
/// Most frames in which it may come. Empty frames count too, which <paramref name="Bytes"/> does not limit.
/// </param>
internal sealed record MessageLimits(int Bytes, int Frames)
{
    /// <summary>For a connection whose messages nobody reads: nothing is kept of them.</summary>
    public static MessageLimits None { get; } = new(0, 1);
}
