namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Checks, when a database is opened, whether it keeps the guarantees of the contract: durable commits (section 6,
/// point 1) and every valid text (section 1). Also checks who else can access the data.
/// </summary>
internal interface IOpeningCheck
{
    /// <summary>Checks the database with the rights and settings of this process.</summary>
    Task<OpeningFindings> LookAsync(CancellationToken cancellationToken);
}
