namespace ChatApp.Testing;

/// <summary>The server closed the socket while the test waited for a frame.</summary>
/// <param name="closeCode">The close code, for example 4001.</param>
/// <param name="reason">The close reason of the server.</param>
public sealed class ChatSocketClosedException(int closeCode, string? reason)
    : Exception($"The server closed the socket with {closeCode} '{reason}'.")
{
    /// <summary>The close code, for example 4001.</summary>
    public int CloseCode { get; } = closeCode;

    /// <summary>The close reason of the server.</summary>
    public string? Reason { get; } = reason;
}
