namespace ChatApp.Fuzz.Tests.Watching;

/// <summary>What hostile clients may cost the server and the others, whatever it is that they do.</summary>
internal static class Unaffected
{
    // What the caches of the server and the books of a test may take, however many inputs there are.
    private const long MostGrowth = 32L << 20;

    // Milliseconds. More than a shared machine measures (docs/security.md), less than a client would call stuck.
    private const double LongestDelivery = 1_000;

    /// <summary>
    /// Nothing is complained of in the log, the heap is as it was, and 99 of 100 messages of the others came in time.
    /// </summary>
    public static void Check(ServerLog log, long growth, double[] deliveries, string report)
    {
        Assert.That(log.Complaints, Is.Empty, report);
        Assert.That(growth, Is.LessThan(MostGrowth), report);
        Assert.That(Bystanders.Percentile(deliveries, 0.99), Is.LessThan(LongestDelivery), report);
    }
}
