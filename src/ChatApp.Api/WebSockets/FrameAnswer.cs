namespace ChatApp.Api.WebSockets;

/// <summary>What a frame is answered with.</summary>
/// <param name="Frame">The answer, or null when there is nothing to say.</param>
/// <param name="IsRefusal">Whether the frame was refused for coming too often.</param>
/// <param name="AfterEvent">Number, in the caller's stream, of an event that the answer may not overtake.</param>
internal readonly record struct FrameAnswer(byte[]? Frame, bool IsRefusal = false, long AfterEvent = 0);
