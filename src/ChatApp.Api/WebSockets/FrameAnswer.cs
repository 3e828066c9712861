namespace ChatApp.Api.WebSockets;

/// <summary>What a frame is answered with.</summary>
/// <param name="Frame">The answer, or null when there is nothing to say.</param>
/// <param name="IsRefusal">Whether the frame was refused for coming too often.</param>
internal readonly record struct FrameAnswer(byte[]? Frame, bool IsRefusal = false);
