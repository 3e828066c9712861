namespace ChatApp.Api;

/// <summary>What the program is asked to do.</summary>
internal enum Command
{
    /// <summary>Serve until it is told to end.</summary>
    Serve,

    /// <summary>Bring the database up to date and end.</summary>
    Migrate,

    /// <summary>Print how the program is used and end.</summary>
    Help,

    /// <summary>Print the version and end.</summary>
    Version,
}
