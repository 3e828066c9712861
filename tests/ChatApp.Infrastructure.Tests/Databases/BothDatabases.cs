namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>What must hold on either database: a fixture that inherits this runs once on each.</summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal abstract class BothDatabases(DatabaseKind kind)
{
    protected DatabaseKind Kind { get; } = kind;

    protected Task<TestNode> NodeAsync() => SharedNodes.FindAsync(Kind);
}
