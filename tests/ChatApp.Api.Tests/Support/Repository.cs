namespace ChatApp.Api.Tests;

/// <summary>The paths of files in the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The server for separate processes: as published by test.sh, otherwise as built.</summary>
    public static string Server { get; } =
        Environment.GetEnvironmentVariable("CHATAPP_TEST_SERVER") is { Length: > 0 } folder
            ? Path.Combine(folder, "ChatApp.Api.dll")
            : BuiltServer;

    /// <summary>The built server.</summary>
    public static string BuiltServer => Built("ChatApp.Api");

    /// <summary>The built C# example client.</summary>
    public static string CSharpExample { get; } = Built("ChatApp.Example");

    /// <summary>The built program for the tests of clients in other languages.</summary>
    public static string TestServer { get; } = Built("ChatApp.TestServer");

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
                ?? throw new InvalidOperationException("These tests must run within the repository.");
        }

        return directory.FullName;
    }
}
