namespace ChatApp.Testing;

/// <summary>The connection broke without a close frame while the test waited for a frame.</summary>
/// <param name="wanted">What the test waited for.</param>
/// <param name="inner">The exception of the connection.</param>
public sealed class ChatSocketBrokenException(string wanted, Exception inner)
    : Exception($"The connection broke while the test waited for {wanted}: {inner?.Message}", inner);
