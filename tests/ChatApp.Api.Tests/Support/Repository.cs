namespace ChatApp.Api.Tests;

/// <summary>Where the files of the repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The server to run as its own process: as published (by test.sh), otherwise as built.</summary>
    public static string Server { get; } =
        Environment.GetEnvironmentVariable("CHATAPP_TEST_SERVER") is { Length: > 0 } folder
            ? Path.Combine(folder, "ChatApp.Api.dll")
            : Built("ChatApp.Api");

    /// <summary>The example of a client in C#, as it was built.</summary>
    public static string CSharpExample { get; } = Built("ChatApp.Example");

    private static string Built(string project) => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        "..",
        "..",
        project,
        new DirectoryInfo(AppContext.BaseDirectory).Name,
        $"{project}.dll"));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ChatApp.sln")))
        {
            directory = directory.Parent
                ?? throw new InvalidOperationException("These tests run within the repository.");
        }

        return directory.FullName;
    }
}
