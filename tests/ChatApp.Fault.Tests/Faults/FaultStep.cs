namespace ChatApp.Fault.Tests.Faults;

/// <summary>Faults that begin together, and the pause after them.</summary>
internal sealed record FaultStep(IReadOnlyList<Fault> Faults, TimeSpan Peace)
{
    /// <summary>The names of the kinds.</summary>
    public string Name => string.Join(" + ", Faults.Select(fault => fault.Kind));

    public override string ToString() => string.Join(" + ", Faults);
}
