namespace ChatApp.Fault.Tests.Faults;

/// <summary>An endless sequence of random faults; the same seed gives the same sequence.</summary>
internal static class FaultSchedule
{
    /// <summary>The faults of nodes with PostgreSQL and Redis.</summary>
    public static IReadOnlyList<FaultKind> AllKinds { get; } = Enum.GetValues<FaultKind>();

    /// <summary>The faults of a node with the embedded database.</summary>
    public static IReadOnlyList<FaultKind> EmbeddedKinds { get; } =
        [FaultKind.NodeKilled, FaultKind.NodeRestarted, FaultKind.ClientsCut, FaultKind.ClientsAnswersLost];

    // The probability of a second fault at the same time.
    private const double ShareOfPairs = 0.2;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestPeace = TimeSpan.FromMilliseconds(500);

    /// <summary>Draws the sequence: each kind once before any repeats, in a new random order each time.</summary>
    public static IEnumerable<FaultStep> Draw(int seed, IReadOnlyList<FaultKind> kinds, int nodes)
    {
#pragma warning disable CA5394 // A run must be repeatable from its seed; no secret is involved.
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

    // Two faults of the same target would end each other: PostgresCut and PostgresSlow affect the same link, NodeKilled
    // and NodeRestarted the same process.
    private static string TargetOf(Fault fault) => fault.Kind.ToString()[..4];
}
