namespace ChatApp.Fuzz.Tests.Watching;

/// <summary>The limits of the effects that hostile clients may have on the server and on others.</summary>
internal static class Unaffected
{
    // Room for the server's caches and the test's records, for any number of inputs.
    private const long MostGrowth = 32L << 20;

    // Milliseconds. More than measured on a shared machine (docs/security.md), less than a stuck client would see.
    private const double LongestDelivery = 1_000;

    /// <summary>
    /// Checks that the log has no errors, the heap has not grown, and 99 of 100 messages of the others arrived in time.
    /// </summary>
    public static void Check(ServerLog log, long growth, double[] deliveries, string report)
    {
        Assert.That(log.Complaints, Is.Empty, report);
        Assert.That(growth, Is.LessThan(MostGrowth), report);
        Assert.That(Bystanders.Percentile(deliveries, 0.99), Is.LessThan(LongestDelivery), report);
    }
}
