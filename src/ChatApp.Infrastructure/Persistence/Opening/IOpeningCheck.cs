namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Finds out, when a database is opened, whether it can keep what is promised: whether a commit is durable (contract,
/// section 6, point 1), whether it takes every text (section 1), and who else could get at it.
/// </summary>
internal interface IOpeningCheck
{
    /// <summary>Looks at the database as it is for this process.</summary>
    Task<OpeningFindings> LookAsync(CancellationToken cancellationToken);
}
