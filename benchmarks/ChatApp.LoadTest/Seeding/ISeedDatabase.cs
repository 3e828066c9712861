namespace ChatApp.LoadTest.Seeding;

/// <summary>
/// A migrated database. All that is written between opening and <see cref="Commit"/> is one transaction.
/// </summary>
internal interface ISeedDatabase : IDisposable
{
    SeedUser? FindUser(string username);

    /// <summary>One writer at a time.</summary>
    IRowWriter Write(string table, params string[] columns);

    void SetHead(Guid userId, long head);

    /// <summary>Commits, and does what the database's own housekeeping would do after such a change.</summary>
    void Commit();
}
