namespace ChatApp.Infrastructure.Persistence;

/// <summary>The meaning of an exception from a database call (<see cref="DatabaseFailure.Classify"/>).</summary>
internal enum DatabaseFailureKind
{
    /// <summary>
    /// A fault in the server's code, SQL or data. The same call fails again. A call that was cancelled by its caller
    /// also counts as a fault, since it says nothing about the database.
    /// </summary>
    Fault,

    /// <summary>
    /// The database refused this transaction. The same call may succeed later, and other calls may succeed now.
    /// </summary>
    Refusal,

    /// <summary>The database cannot be used now. The same call may succeed later; no other call succeeds now.</summary>
    Outage,
}
