namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>One hostile input.</summary>
/// <param name="Kind">How it is sent and what has to come of it.</param>
/// <param name="Name">What it is about, for the report.</param>
/// <param name="Bytes">What goes over the wire: a request with its head, or frames with their masks.</param>
internal sealed record Input(InputKind Kind, string Name, byte[] Bytes);

internal enum InputKind
{
    /// <summary>A request that is well-framed HTTP, so it gets one whole answer on a connection that goes on.</summary>
    Request,

    /// <summary>A request of which bytes were changed: it gets an answer or the end of its connection.</summary>
    BrokenRequest,

    /// <summary>
    /// Frames that are well-formed, with any content: the socket goes on, or is closed with a code of the contract.
    /// </summary>
    Frames,

    /// <summary>Frames of which bytes were changed, or the like.</summary>
    BrokenFrames,
}
