namespace ChatApp.Api.Tests;

/// <summary>The databases on which every contract test runs.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}
