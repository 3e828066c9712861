namespace ChatApp.Domain.Messages;

/// <summary>Rules of a message's text (contract, section 3).</summary>
public static class MessageContent
{
    /// <summary>Longest text, in UTF-16 code units.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Whether the text is empty or only white space.</summary>
    public static bool IsBlank(string content) => string.IsNullOrWhiteSpace(content);
}
