namespace ChatApp.Api.Tests;

/// <summary>Every contract test runs once on each of these.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}
