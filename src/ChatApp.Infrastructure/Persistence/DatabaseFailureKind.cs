namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// What an exception means that was caught around a database call (<see cref="DatabaseFailure.Classify"/>).
/// </summary>
internal enum DatabaseFailureKind
{
    /// <summary>
    /// A fault of the server: of its code, its SQL or its data. The same call fails again. A call that its caller has
    /// cancelled counts as one, since it says nothing of the database.
    /// </summary>
    Fault,

    /// <summary>
    /// The database refused this transaction. The same call may succeed later, and others may succeed now.
    /// </summary>
    Refusal,

    /// <summary>
    /// The database cannot be used right now. The same call may succeed later, and no other one succeeds now.
    /// </summary>
    Outage,
}
