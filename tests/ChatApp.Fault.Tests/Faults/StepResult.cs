namespace ChatApp.Fault.Tests.Faults;

/// <summary>The result of a step.</summary>
/// <param name="Step">The faults.</param>
/// <param name="Acknowledged">The messages acknowledged from its beginning until all devices worked again.</param>
/// <param name="Stall">The time from the end of the faults until then.</param>
internal sealed record StepResult(FaultStep Step, int Acknowledged, TimeSpan Stall);
