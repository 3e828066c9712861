namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>Base of the fixtures that run once on each database.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal abstract class BothDatabases(DatabaseKind kind)
{
    protected DatabaseKind Kind { get; } = kind;

    protected Task<TestNode> NodeAsync() => SharedNodes.FindAsync(Kind);
}
