using System.Globalization;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Faults;
using ChatApp.Fault.Tests.Processes;

namespace ChatApp.Fault.Tests;

/// <summary>
/// The guarantees of section 6 of the contract under faults, on real processes. Environment variables extend the run:
/// scripts/fault-test.sh.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class FaultTests
{
    private const int People = 12;
    private const int DevicesOfEach = 3;
    private const int DefaultSeconds = 20;

    // The recovery time of a server (5 s), and the delay of a device: up to a second before its next attempt and half a
    // second until its next message.
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(6.5);

    private static readonly int Seed = Setting("CHATAPP_FAULT_SEED", Random.Shared.Next());

    [Test]
    [CancelAfter(24 * 60 * 60 * 1000)]
    public async Task Two_nodes_keep_every_guarantee_through_random_faults(CancellationToken cancellationToken)
    {
        await using var installation = await Installation.StartAsync(nodes: 2, cancellationToken);
        await RunAsync(
            installation,
            FaultSchedule.Draw(Seed, FaultSchedule.AllKinds, 2),
            TimeSpan.FromSeconds(Setting("CHATAPP_FAULT_SECONDS", DefaultSeconds)),
            cancellationToken);
    }

    [Test]
    [CancelAfter(24 * 60 * 60 * 1000)]
    public async Task The_embedded_database_keeps_every_guarantee_through_kills(CancellationToken cancellationToken)
    {
        await using var installation = await Installation.StartEmbeddedAsync(cancellationToken);
        await RunAsync(
            installation,
            FaultSchedule.Draw(Seed, FaultSchedule.EmbeddedKinds, 1),
            TimeSpan.FromSeconds(Setting("CHATAPP_FAULT_SECONDS", DefaultSeconds) / 4),
            cancellationToken);
    }

    [Test]
    [CancelAfter(5 * 60 * 1000)]
    public async Task A_rolling_restart_loses_nothing(CancellationToken cancellationToken)
    {
        await using var installation = await Installation.StartAsync(nodes: 2, cancellationToken);
        var steps = new[] { 0, 1, 0, 1 }.Select(
            node => new FaultStep([new(FaultKind.NodeRestarted, node, TimeSpan.Zero)], TimeSpan.FromSeconds(0.5)));
        await RunAsync(installation, steps, TimeSpan.MaxValue, cancellationToken);
    }

    [Test]
    [CancelAfter(5 * 60 * 1000)]
    public async Task Sending_works_without_Redis(CancellationToken cancellationToken)
    {
        await using var installation = await Installation.StartAsync(nodes: 2, cancellationToken);
        var step = new FaultStep([new(FaultKind.RedisKilled, 0, TimeSpan.FromSeconds(8))], TimeSpan.Zero);
        var report = await RunAsync(installation, [step], TimeSpan.MaxValue, cancellationToken);

        Assert.That(report.Steps[0].Acknowledged, Is.GreaterThan(500));
    }

    private static async Task<FaultReport> RunAsync(
        Installation installation, IEnumerable<FaultStep> steps, TimeSpan length, CancellationToken cancellationToken)
    {
        await TestContext.Progress.WriteLineAsync($"CHATAPP_FAULT_SEED={Seed}");
        await using var crowd = await Crowd.GatherAsync(installation, People, DevicesOfEach, cancellationToken);
        var report = await FaultRun.RunAsync(installation, crowd, steps, length, cancellationToken);
        await TestContext.Progress.WriteLineAsync(report.ToString());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Violations, Is.Empty, $"seed {Seed}");
            Assert.That(report.Steps, Is.Not.Empty);
            Assert.That(report.History.Acknowledgements, Has.Count.GreaterThan(100), "the devices must have sent");
            Assert.That(report.LongestStall, Is.LessThan(LongestStall), $"seed {Seed}");
        }

        return report;
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
