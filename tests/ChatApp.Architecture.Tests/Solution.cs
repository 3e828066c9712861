using System.Reflection;
using System.Runtime.CompilerServices;

namespace ChatApp.Architecture.Tests;

/// <summary>The inputs of the tests: the four assemblies of src, and their files.</summary>
internal static class Solution
{
    public static readonly Assembly Domain = typeof(Domain.Users.User).Assembly;
    public static readonly Assembly Application = typeof(Application.DependencyInjection).Assembly;
    public static readonly Assembly Infrastructure = typeof(Infrastructure.DependencyInjection).Assembly;
    public static readonly Assembly Api = typeof(Api.DependencyInjection).Assembly;

    public static readonly IReadOnlyList<Assembly> Assemblies = [Domain, Application, Infrastructure, Api];

    public static string Root { get; } = FindRoot();

    /// <summary>All hand-written types, without those of the compiler and EF Core.</summary>
    public static IEnumerable<Type> Types => Assemblies.SelectMany(WrittenTypesOf);

    public static IEnumerable<Type> WrittenTypesOf(Assembly assembly) => assembly.GetTypes().Where(type =>
        type.FullName!.StartsWith("ChatApp.", StringComparison.Ordinal)
        && !type.FullName.Contains('<', StringComparison.Ordinal)
        && !type.FullName.Contains(".Migrations.", StringComparison.Ordinal)
        && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    /// <summary>The hand-written source files of src, by their path from the root.</summary>
    public static IEnumerable<string> SourceFiles => Directory
        .EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal)
            && !file.Contains("/bin/", StringComparison.Ordinal)
            && !file.Contains("/obj/", StringComparison.Ordinal));

    /// <summary>All files that people write, without those of generators and package managers.</summary>
    public static IEnumerable<string> TextFiles
    {
        get
        {
            string[] endings = [".cs", ".css", ".html", ".js", ".md", ".mjs", ".py", ".sh", ".ts", ".yml", ".yaml"];
            string[] others = ["Dumps", "Migrations", "artifacts", "bin", "external", "node_modules", "obj"];
            var pending = new Stack<string>([Root]);
            while (pending.TryPop(out var directory))
            {
                foreach (var inner in Directory.EnumerateDirectories(directory)
                    .Where(inner => !others.Contains(Path.GetFileName(inner)) && Path.GetFileName(inner)[0] != '.'))
                {
                    pending.Push(inner);
                }

                foreach (var file in Directory.EnumerateFiles(directory)
                    .Where(file => endings.Contains(Path.GetExtension(file))
                        && !file.EndsWith(".d.ts", StringComparison.Ordinal)))
                {
                    yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
                }
            }
        }
    }

    /// <summary>The hand-written pages of docs, by their full paths.</summary>
    public static IEnumerable<string> Pages => Directory
        .EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal));

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
