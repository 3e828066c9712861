namespace ChatApp.Api.Tests;

/// <summary>Where the files of the repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The server as it was built, to be run as a process of its own.</summary>
    public static string Server { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "ChatApp.Api", new DirectoryInfo(AppContext.BaseDirectory).Name, "ChatApp.Api.dll"));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ChatApp.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests run within the repository.");
        }

        return directory.FullName;
    }
}
