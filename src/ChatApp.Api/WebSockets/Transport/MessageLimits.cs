namespace ChatApp.Api.WebSockets.Transport;

/// <summary>The size limits of a message.</summary>
/// <param name="Bytes">Largest payload, in bytes.</param>
/// <param name="Frames">
/// Largest number of frames. It also limits empty frames, which <paramref name="Bytes"/> does not.
/// </param>
internal sealed record MessageLimits(int Bytes, int Frames)
{
    /// <summary>For a connection whose messages are discarded: nothing is stored.</summary>
    public static MessageLimits None { get; } = new(0, 1);
}
