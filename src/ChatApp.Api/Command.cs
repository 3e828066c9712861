namespace ChatApp.Api;

/// <summary>The command that the program runs.</summary>
internal enum Command
{
    /// <summary>Serve until the process is stopped.</summary>
    Serve,

    /// <summary>Migrate the database to this version and exit.</summary>
    Migrate,

    /// <summary>Print the usage and exit.</summary>
    Help,

    /// <summary>Print the version and exit.</summary>
    Version,
}
