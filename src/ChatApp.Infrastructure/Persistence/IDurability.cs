namespace ChatApp.Infrastructure.Persistence;

/// <summary>Finds out whether a commit on this database means what is promised of it (contract, section 6, point 1).</summary>
internal interface IDurability
{
    /// <summary>What makes a commit less than durable, as a sentence for the operator; null: nothing.</summary>
    Task<string?> FindFlawAsync(CancellationToken cancellationToken);
}
