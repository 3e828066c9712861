namespace ChatApp.Application.Common;

/// <summary>The server cannot start with its settings. The message is one sentence, which names the setting.</summary>
public sealed class SettingException(string message, Exception? innerException = null)
    : Exception(message, innerException);
