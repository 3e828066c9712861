using Microsoft.Data.Sqlite;

namespace ChatApp.LoadTest.CommandLine;

/// <summary>The connection string of one of the two databases.</summary>
internal sealed record DatabaseTarget(string? Postgres, string? Sqlite)
{
    public static DatabaseTarget From(Arguments arguments) =>
        (arguments.Text("postgres"), arguments.Text("sqlite")) switch
        {
            ({ } postgres, null) => new DatabaseTarget(Loopback.Postgres(postgres), null),
            (null, { } file) when File.Exists(file) => new DatabaseTarget(null, Existing(file)),
            (null, { } file) => throw new UsageException($"--sqlite: there is no file '{file}'."),
            _ => throw new UsageException("Either --postgres or --sqlite is needed."),
        };

    /// <summary>Opens what is there, and never makes a new file.</summary>
    private static string Existing(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite }.ToString();
}
