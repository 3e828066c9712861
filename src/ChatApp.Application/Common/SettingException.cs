namespace ChatApp.Application.Common;

/// <summary>
/// The server cannot start with its settings. The message is one sentence for the operator, which names the setting.
/// </summary>
/// <param name="message">The sentence.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class SettingException(string message, Exception? innerException = null)
    : Exception(message, innerException);
