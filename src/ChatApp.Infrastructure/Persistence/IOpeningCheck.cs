namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// Finds out, when a database is opened, whether it can keep what is promised: whether a commit is durable (contract,
/// section 6, point 1), and whether it takes every text (section 1).
/// </summary>
internal interface IOpeningCheck
{
    /// <summary>What is wrong with the database, as a sentence for the operator; null: nothing.</summary>
    Task<string?> FindFlawAsync(CancellationToken cancellationToken);
}
