using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatApp.Api.Tests;

/// <summary>The output of <see cref="StartupHook"/>, by the source files that contain the methods.</summary>
internal sealed partial class MethodTrail(string path)
{
    private static readonly Dictionary<string, string> FileOf = ReadSources();

    /// <summary>Waits until a method of a type was recorded, and so everything called before it.</summary>
    public async Task WaitForAsync(string type)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!Read().Any(method => method.Type.Contains(type, StringComparison.Ordinal)))
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <summary>The files whose methods were called for the first time between two instants.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The last instant.</param>
    /// <param name="withData">
    /// Whether constructors, accessors and the generated members of records count too.
    /// </param>
    public HashSet<string> FilesBetween(DateTimeOffset from, DateTimeOffset to, bool withData) =>
    [
        .. Read()
            .DistinctBy(method => (method.Type, method.Name))
            .Where(method => method.Ticks >= from.UtcTicks && method.Ticks <= to.UtcTicks)
            .Where(method => withData || !Data().IsMatch(method.Name))
            .Select(method => FileOf.GetValueOrDefault(OuterType().Match(method.Type).Value))
            .OfType<string>(),
    ];

    // The last line may be incomplete.
    private List<(long Ticks, string Type, string Name)> Read()
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return
        [
            .. reader.ReadToEnd().Split('\n').SkipLast(1)
                .Select(line => line.TrimEnd('\r').Split('\t'))
                .Select(parts => (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2])),
        ];
    }

    private static Dictionary<string, string> ReadSources()
    {
        var files = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var space = Namespace().Match(text).Groups["name"].Value;
            foreach (Match type in TypeDeclaration().Matches(text))
            {
                files.TryAdd(
                    $"{space}.{type.Groups["name"].Value}",
                    Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));
            }
        }

        return files;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^[a-z ]*\b(class|struct|record|interface|enum) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TypeDeclaration();

    // From ChatApp.X.Outer`1+<RunAsync>d__5[System.__Canon] to ChatApp.X.Outer.
    [GeneratedRegex(@"^[\w.]+")]
    private static partial Regex OuterType();

    [GeneratedRegex(
        @"^(\.c?ctor|[gs]et_.*|op_.*|Equals|GetHashCode|ToString|PrintMembers|Deconstruct|<Clone>\$|Dispose)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Data();
}
