namespace ChatApp.Fault.Tests.Recording;

internal enum ViolationKind
{
    /// <summary>Something that was acknowledged, or that a device was to receive, is not there.</summary>
    Loss,

    /// <summary>Something is stored or received twice.</summary>
    Repeat,

    /// <summary>Something stands at the wrong place.</summary>
    Order,

    /// <summary>Something is there that nobody sent, or is not as it was sent.</summary>
    Invention,

    /// <summary>Two views of the same thing differ.</summary>
    Disagreement,

    /// <summary>An answer that a correct server does not give.</summary>
    WrongAnswer,
}

/// <summary>A guarantee that did not hold.</summary>
internal sealed record Violation(ViolationKind Kind, string What)
{
    public override string ToString() => $"{Kind}: {What}";
}
