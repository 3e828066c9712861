using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Faults;

/// <summary>Lets devices send messages during faults, and checks the recorded history against the guarantees.</summary>
internal static class FaultRun
{
    /// <summary>Runs the steps until they end or the time is over, then stops the devices.</summary>
    public static async Task<FaultReport> RunAsync(
        Installation installation,
        Crowd crowd,
        IEnumerable<FaultStep> steps,
        TimeSpan length,
        CancellationToken cancellationToken)
    {
        var injector = new FaultInjector(installation, crowd.Recorder);
        var results = new List<StepResult>();
        var begin = crowd.Recorder.Now;
        foreach (var step in steps.TakeWhile(_ => crowd.Recorder.Now - begin < length))
        {
            var before = crowd.Recorder.AcknowledgedCount;
            await Task.WhenAll(step.Faults.Select(fault => injector.InjectAsync(fault, cancellationToken)));
            var stall = await WaitUntilWellAsync(crowd, step, cancellationToken);
            results.Add(new StepResult(step, crowd.Recorder.AcknowledgedCount - before, stall));
            await TestContext.Progress.WriteLineAsync(
                $"{crowd.Recorder.Now.TotalSeconds,7:0.0} s  {step}: recovered after {stall.TotalSeconds:0.00} s");
            await Task.Delay(step.Peace, cancellationToken);
        }

        var history = await crowd.FallSilentAsync(cancellationToken);
        return new FaultReport(results, history, [.. HistoryChecker.Check(history), .. crowd.Recorder.WrongAnswers]);
    }

    // Recovered means: every device has sent something new and has received the last earlier message of each device.
    private static async Task<TimeSpan> WaitUntilWellAsync(
        Crowd crowd, FaultStep step, CancellationToken cancellationToken)
    {
        var healed = crowd.Recorder.Now;
        var expected = crowd.Recorder.LastOfEachSender();
        var stall = await crowd.WaitUntilAsync(
            () => crowd.Devices.All(device => device.LastAcknowledged > healed && HasReceived(device, expected)),
            cancellationToken);
        if (stall is null)
        {
            crowd.Recorder.WrongAnswer($"Half a minute after {step} not every device worked again.");
        }

        return stall ?? crowd.Recorder.Now - healed;
    }

    private static bool HasReceived(Device device, IReadOnlyList<(IntendedMessage Message, Guid Id)> expected) =>
        expected
            .Where(sent => sent.Message.SenderId == device.Person.Id || sent.Message.RecipientId == device.Person.Id)
            .All(sent => device.Inbox.ArrivalOf(sent.Id) is not null);
}
