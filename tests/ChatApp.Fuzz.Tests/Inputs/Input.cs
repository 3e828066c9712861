namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>One hostile input.</summary>
/// <param name="Kind">How it is sent and which result is allowed.</param>
/// <param name="Name">The topic, for the report.</param>
/// <param name="Bytes">The bytes on the wire: a request with its head, or frames with their masks.</param>
internal sealed record Input(InputKind Kind, string Name, byte[] Bytes);

internal enum InputKind
{
    /// <summary>A well-framed HTTP request: it gets one complete answer, and the connection stays open.</summary>
    Request,

    /// <summary>A request with changed bytes: it gets an answer, or its connection is closed.</summary>
    BrokenRequest,

    /// <summary>
    /// Well-formed frames with any content: the socket stays open, or is closed with a code of the contract.
    /// </summary>
    Frames,

    /// <summary>Frames with changed bytes and similar input.</summary>
    BrokenFrames,
}
