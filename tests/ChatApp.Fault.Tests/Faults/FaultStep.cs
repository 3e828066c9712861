namespace ChatApp.Fault.Tests.Faults;

/// <summary>Faults that begin together, and the time of peace after them.</summary>
internal sealed record FaultStep(IReadOnlyList<Fault> Faults, TimeSpan Peace)
{
    /// <summary>The kinds, as a name.</summary>
    public string Name => string.Join(" + ", Faults.Select(fault => fault.Kind));

    public override string ToString() => string.Join(" + ", Faults);
}
