using System.Globalization;
using System.Text;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Faults;

/// <summary>The result of a run.</summary>
/// <param name="Steps">The results of the steps.</param>
/// <param name="History">The recorded history.</param>
/// <param name="Violations">The broken guarantees.</param>
internal sealed record FaultReport(
    IReadOnlyList<StepResult> Steps, History History, IReadOnlyList<Violation> Violations)
{
    public TimeSpan LongestStall => Steps.Select(step => step.Stall).DefaultIfEmpty().Max();

    /// <summary>A table, one line for each kind of fault.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(
            "fault                                    times  messages acknowledged  longest stall after healing");
        foreach (var kind in Steps.GroupBy(result => result.Step.Faults.Count == 1 ? result.Step.Name : "two at once")
            .OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{kind.Key,-40} {kind.Count(),5}  {kind.Sum(result => result.Acknowledged),21}  "
                + $"{kind.Max(result => result.Stall).TotalSeconds,25:0.00} s");
        }

        int Count(ViolationKind kind) => Violations.Count(violation => violation.Kind == kind);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Steps.Sum(result => result.Step.Faults.Count)} faults, "
            + $"{History.Acknowledgements.DistinctBy(one => one.ClientMessageId).Count()} messages acknowledged, "
            + $"{History.Devices.Sum(device => device.Events.Count)} events received by "
            + $"{History.Devices.Count} devices: "
            + $"{Count(ViolationKind.Loss)} losses, {Count(ViolationKind.Repeat)} repeats, "
            + $"{Count(ViolationKind.Order)} order violations, "
            + $"{Violations.Count(violation => violation.Kind > ViolationKind.Order)} others; "
            + $"longest stall {LongestStall.TotalSeconds:0.00} s");
        return text.ToString();
    }
}
