namespace ChatApp.Fault.Tests.Faults;

/// <summary>A single fault.</summary>
/// <param name="Kind">The kind of the fault.</param>
/// <param name="Node">
/// The node of the link or process; not used for faults of the database or the backplane.
/// </param>
/// <param name="Duration">The duration of the fault.</param>
internal sealed record Fault(FaultKind Kind, int Node, TimeSpan Duration)
{
    public override string ToString() => $"{Kind} {Node} {Duration.TotalSeconds:0.0} s";
}
