namespace ChatApp.Application.Maintenance.Seeding;

/// <summary>Writes made-up data.</summary>
public interface ISeedTables
{
    /// <summary>Writes a plan in one transaction, with the fastest means of the database.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Is told each table with the number of rows so far.</param>
    /// <param name="cancellationToken">Cancels it; then nothing is written.</param>
    Task WriteAsync(SeedPlan plan, IProgress<SeedProgress> progress, CancellationToken cancellationToken);
}

/// <summary>How far seeding is.</summary>
public readonly record struct SeedProgress(string Table, long Rows);

/// <summary>The users of a seed.</summary>
public static class SeedNames
{
    /// <summary>
    /// The name of a made-up user. The end of a version-7 id is random, so two seeds have different names.
    /// </summary>
    public static string Of(Guid userId) => $"seed_{userId.ToString("N")[12..]}";
}
