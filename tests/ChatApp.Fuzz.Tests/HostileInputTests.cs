using System.Diagnostics;
using System.Globalization;
using ChatApp.Fuzz.Tests.Inputs;
using ChatApp.Fuzz.Tests.Watching;
using Microsoft.Extensions.Logging;

namespace ChatApp.Fuzz.Tests;

/// <summary>
/// Thousands of inputs that no honest client sends: none may cause a 5xx answer, a logged exception, lasting memory
/// use, or delays for others. Environment variables select more inputs or repeat a run: scripts/fuzz.sh.
/// </summary>
internal sealed class HostileInputTests
{
    private const int HostileUsers = 4;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly int Seed = Setting("CHATAPP_FUZZ_SEED", Random.Shared.Next());
    private static readonly int Inputs = Setting("CHATAPP_FUZZ_INPUTS", 2_000);

    [Test]
    [CancelAfter(6 * 60 * 60 * 1000)]
    public async Task Hostile_input_affects_only_its_sender(CancellationToken cancellationToken)
    {
        await TestContext.Progress.WriteLineAsync($"CHATAPP_FUZZ_SEED={Seed} CHATAPP_FUZZ_INPUTS={Inputs}");
        using var log = new ServerLog();
        await using var server = await ChatTestServer.StartAsync(new ChatTestServerOptions
        {
            Settings = new Dictionary<string, string?> { ["Limits:SocketsPerUser"] = "1000" },
            Configure = builder => builder.Logging.AddProvider(log).AddFilter<ServerLog>(null, LogLevel.Warning),
        }, cancellationToken);
        var verdicts = new Verdicts(Seed);
        var attackers = await GatherAsync(server, verdicts, cancellationToken);
        using var quiet = new PeriodicTimer(Quiet);

        var alone = await Bystanders.TalkUntilAsync(server, quiet.WaitForNextTickAsync(cancellationToken).AsTask());
        var beginning = Stopwatch.GetTimestamp();
        var disturbed = await Bystanders.TalkUntilAsync(
            server, AttackAsync(attackers, 0, Inputs / 4, cancellationToken));
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var further = await Bystanders.TalkUntilAsync(
            server, AttackAsync(attackers, Inputs / 4, Inputs, cancellationToken));
        disturbed = [.. disturbed.Concat(further).Order()];
        var growth = GC.GetTotalMemory(forceFullCollection: true) - heap;

        var report = string.Create(CultureInfo.InvariantCulture,
            $"""
            {Inputs} inputs in {Stopwatch.GetElapsedTime(beginning).TotalSeconds:0} s, seed {Seed}
            {verdicts}
            delivery to others, p50/p99/longest: quiet {Bystanders.Describe(alone)},
                meanwhile {Bystanders.Describe(disturbed)} ms
            live heap after the first quarter {heap >> 20} MiB, since then {growth / 1024.0 / 1024.0:+0.0;-0.0} MiB;
                process {Environment.WorkingSet >> 20} MiB
            """);
        await TestContext.Progress.WriteLineAsync(report);
        foreach (var (attacker, _) in attackers)
        {
            attacker.Dispose();
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdicts.Rejected, Is.Empty, report);
            Unaffected.Check(log, growth, disturbed, report);
        }
    }

    [Test]
    public void A_seed_and_a_number_always_give_the_same_input()
    {
        var known = new Known(Guid.Empty, Guid.Empty, Guid.Empty, "name", "cursor", "token", "host");
        var (once, again) = (new InputSource(1, known), new InputSource(1, known));

        Assert.That(Numbers(once), Is.EqualTo(Numbers(again)));
        Assert.That(Numbers(once), Is.Not.EqualTo(Numbers(new InputSource(2, known))));
        Assert.That(Numbers(once).Distinct().Count(), Is.GreaterThan(90), "inputs differ");

        static List<string> Numbers(InputSource source) =>
            [.. Enumerable.Range(0, 100).Select(number => Convert.ToHexString(source[number].Bytes))];
    }

    private static async Task<List<(HostileUser User, InputSource Inputs)>> GatherAsync(
        ChatTestServer server, Verdicts verdicts, CancellationToken cancellationToken)
    {
        var attackers = new List<(HostileUser, InputSource)>();
        for (var i = 0; i < HostileUsers; i++)
        {
            var (user, peer) = (
                await server.RegisterAsync(cancellationToken: cancellationToken),
                await server.RegisterAsync(cancellationToken: cancellationToken));
            var message = await peer.SendAsync(user, "Hello!", cancellationToken: cancellationToken);
            var cursor = (await user.SyncAsync(cancellationToken: cancellationToken)).Cursor;
            var known = new Known(
                user.Id, peer.Id, message.Id, user.Username, cursor, user.AccessToken, server.BaseAddress.Authority);
            attackers.Add(
                (new HostileUser(server.BaseAddress, user.AccessToken, verdicts), new InputSource(Seed, known)));
        }

        return attackers;
    }

    private static Task AttackAsync(
        List<(HostileUser User, InputSource Inputs)> attackers,
        int from,
        int to,
        CancellationToken cancellationToken) =>
        Task.WhenAll(attackers.Select((attacker, index) => Task.Run(
            async () =>
            {
                for (var number = from + index; number < to; number += attackers.Count)
                {
                    await attacker.User.SendAsync(number, attacker.Inputs[number], cancellationToken);
                }
            },
            cancellationToken)));

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
