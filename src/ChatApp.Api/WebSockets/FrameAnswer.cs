namespace ChatApp.Api.WebSockets;

/// <summary>The answer to a frame.</summary>
/// <param name="Frame">The answer, or null if there is none.</param>
/// <param name="IsRefusal">Whether the frame was refused by a rate limit.</param>
/// <param name="AfterEvent">Number, in the caller's stream, of an event that must be sent before the answer.</param>
internal readonly record struct FrameAnswer(byte[]? Frame, bool IsRefusal = false, long AfterEvent = 0);
