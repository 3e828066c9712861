namespace ChatApp.Fault.Tests.Faults;

/// <summary>What a step did.</summary>
/// <param name="Step">The faults.</param>
/// <param name="Acknowledged">Messages acknowledged from its beginning until all devices worked again.</param>
/// <param name="Stall">How long after the healing that took.</param>
internal sealed record StepResult(FaultStep Step, int Acknowledged, TimeSpan Stall);
