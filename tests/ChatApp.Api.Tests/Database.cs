namespace ChatApp.Api.Tests;

/// <summary>The databases that every contract test runs on.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}
