namespace ChatApp.Fuzz.Tests;

/// <summary>The server gave an answer that is not allowed.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);
