namespace ChatApp.Infrastructure.Tests.Databases;

public enum DatabaseKind
{
    Sqlite,
    Postgres,
}
