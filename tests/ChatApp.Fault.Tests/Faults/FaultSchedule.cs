namespace ChatApp.Fault.Tests.Faults;

/// <summary>An endless row of faults drawn from a seed: the same seed gives the same row.</summary>
internal static class FaultSchedule
{
    /// <summary>What can befall nodes over PostgreSQL and Redis.</summary>
    public static IReadOnlyList<FaultKind> AllKinds { get; } = Enum.GetValues<FaultKind>();

    /// <summary>What can befall a node with the embedded database.</summary>
    public static IReadOnlyList<FaultKind> EmbeddedKinds { get; } =
        [FaultKind.NodeKilled, FaultKind.NodeRestarted, FaultKind.ClientsCut, FaultKind.ClientsAnswersLost];

    // How often a second fault comes on top.
    private const double ShareOfPairs = 0.2;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestPeace = TimeSpan.FromMilliseconds(500);

    /// <summary>Draws the row: each kind once before any comes again, in an order that differs each time.</summary>
    public static IEnumerable<FaultStep> Draw(int seed, IReadOnlyList<FaultKind> kinds, int nodes)
    {
#pragma warning disable CA5394 // A run must be repeatable from its seed; there is no secret in it.
        var random = new Random(seed);
        while (true)
        {
            var round = kinds.ToArray();
            random.Shuffle(round);
            foreach (var kind in round)
            {
                var faults = new List<Fault> { DrawOne(random, kind, nodes) };
                var second = DrawOne(random, kinds[random.Next(kinds.Count)], nodes);
                if (random.NextDouble() < ShareOfPairs && TargetOf(second) != TargetOf(faults[0]))
                {
                    faults.Add(second);
                }

                yield return new FaultStep(faults, LongestPeace * random.NextDouble());
            }
        }
#pragma warning restore CA5394
    }

#pragma warning disable CA5394 // As above.
    private static Fault DrawOne(Random random, FaultKind kind, int nodes) =>
        new(kind, random.Next(nodes), Shortest + ((Longest - Shortest) * Math.Pow(random.NextDouble(), 2)));
#pragma warning restore CA5394

    // Two faults at the same thing would end each other: PostgresCut and PostgresSlow are about the same link,
    // NodeKilled and NodeRestarted about the same process.
    private static string TargetOf(Fault fault) => fault.Kind.ToString()[..4];
}
