namespace ChatApp.Infrastructure.Settings;

/// <summary>The server cannot start as it is set up. The message is one sentence for the operator and names the setting.</summary>
/// <param name="message">The sentence.</param>
/// <param name="innerException">What showed it, if anything did.</param>
public sealed class SettingException(string message, Exception? innerException = null) : Exception(message, innerException);
