using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace ChatApp.Testing;

/// <summary>
/// The files of the server. The package puts them into a folder of their own beside the tests, since a test project may
/// have an <c>appsettings.json</c> and a <c>wwwroot</c> too.
/// </summary>
internal static class ServerFiles
{
    private const string FolderOfPackage = "chatapp-server";

    private static readonly string Folder = Find();

    /// <summary>The directory of the web page.</summary>
    public static string WebRoot => Path.Combine(Folder, "wwwroot");

    /// <summary>
    /// Leaves the command line, which has the settings of the harness, and the server's own file. Environment variables
    /// and files of the test project are meant for other programs, and could name a database that is in use.
    /// </summary>
    public static void UseNoOtherSettings(ConfigurationManager configuration)
    {
        var sources = ((IConfigurationBuilder)configuration).Sources;
        var kept = sources.Where(source => source
            is not EnvironmentVariablesConfigurationSource and not JsonConfigurationSource).ToList();

        // Each removal would load all other sources again.
        sources.Clear();
        sources.Add(new JsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(Folder),
            Path = "appsettings.json",
        });
        foreach (var source in kept)
        {
            sources.Add(source);
        }
    }

    private static string Find()
    {
        var ofPackage = Path.Combine(AppContext.BaseDirectory, FolderOfPackage);
        return Directory.Exists(ofPackage) ? ofPackage : AppContext.BaseDirectory;
    }
}
