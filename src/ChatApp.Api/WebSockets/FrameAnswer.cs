namespace ChatApp.Api.WebSockets;

/// <summary>What a frame is answered with.</summary>
/// <param name="Frame">The answer, or null when there is nothing to say.</param>
/// <param name="IsRefusal">Whether the frame was refused for coming too often.</param>
/// <param name="IsRepeat">Whether the answer repeats an event, and so may not overtake it.</param>
internal readonly record struct FrameAnswer(byte[]? Frame, bool IsRefusal = false, bool IsRepeat = false);
