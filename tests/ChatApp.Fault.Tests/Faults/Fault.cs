namespace ChatApp.Fault.Tests.Faults;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">
/// The node whose link or process it is; of no meaning for the database and the backplane themselves.
/// </param>
/// <param name="Duration">For how long.</param>
internal sealed record Fault(FaultKind Kind, int Node, TimeSpan Duration)
{
    public override string ToString() => $"{Kind} {Node} {Duration.TotalSeconds:0.0} s";
}
