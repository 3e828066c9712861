namespace ChatApp.LoadTest.Soak;

internal sealed record DeviceTokens(string Access, string Refresh, DateTimeOffset RenewAt, DateTimeOffset Expires)
{
    // Clocks are read at different moments.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Whether the server may close a socket that was opened with these.</summary>
    public bool AreExpired => TimeProvider.System.GetUtcNow() >= Expires - Tolerance;
}
