namespace ChatApp.Application.Common;

/// <summary>The meter under which the server counts about itself.</summary>
public static class ChatMeter
{
    /// <summary>Its name, which operators use in their settings.</summary>
    public const string Name = "ChatApp";
}
