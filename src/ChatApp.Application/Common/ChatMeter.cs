namespace ChatApp.Application.Common;

/// <summary>The meter of all the server's own metrics.</summary>
public static class ChatMeter
{
    /// <summary>The meter's name, which operators use in their settings.</summary>
    public const string Name = "ChatApp";
}
