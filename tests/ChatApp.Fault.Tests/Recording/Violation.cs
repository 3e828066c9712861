namespace ChatApp.Fault.Tests.Recording;

internal enum ViolationKind
{
    /// <summary>An acknowledged item, or an event that a device should receive, is missing.</summary>
    Loss,

    /// <summary>An item is stored or received twice.</summary>
    Repeat,

    /// <summary>An item is in the wrong place.</summary>
    Order,

    /// <summary>An item exists that nobody sent, or differs from what was sent.</summary>
    Invention,

    /// <summary>Two views of the same thing differ.</summary>
    Disagreement,

    /// <summary>An answer that a correct server does not give.</summary>
    WrongAnswer,
}

/// <summary>A broken guarantee.</summary>
internal sealed record Violation(ViolationKind Kind, string What)
{
    public override string ToString() => $"{Kind}: {What}";
}
