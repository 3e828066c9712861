namespace ChatApp.Infrastructure.Persistence.Seeding;

/// <summary>One transaction that writes many rows. Not thread-safe.</summary>
internal interface ISeedDatabase : IDisposable
{
    /// <summary>Begins to write a table; one writer at a time.</summary>
    IRowWriter Write(string table, params string[] columns);

    void SetHead(Guid userId, long head);

    /// <summary>Commits, and does what the database's own housekeeping would do after such a change.</summary>
    void Commit();
}
