using System.Globalization;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Measuring;

/// <summary>The processes whose cost a run reports, by the name under which it does.</summary>
internal sealed class ProcessSet
{
    private readonly List<(string Name, Func<ProcessUsage> Read)> _readers = [];

    public ProcessSet(Arguments arguments)
    {
        var servers = Ids(arguments, "server-pid");
        if (servers.Length > 0)
        {
            HasServer = true;
            _readers.Add(("server", () => servers.Select(ProcessUsage.Of).Aggregate((a, b) => a + b)));
        }

        foreach (var name in new[] { "postgres", "redis" })
        {
            if (Ids(arguments, name + "-pid") is [var root, ..])
            {
                _readers.Add((name, () => ProcessUsage.OfTree(root)));
            }
        }

        _readers.Add(("generator", () => ProcessUsage.Of(Environment.ProcessId)));
    }

    public bool HasServer { get; }

    public IReadOnlyList<(string Name, ProcessUsage Usage)> Read() =>
        [.. _readers.Select(reader => (reader.Name, reader.Read()))];

    private static int[] Ids(Arguments arguments, string option) =>
        [.. (arguments.Text(option) ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => Id(option, text))];

    private static int Id(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && ProcessStat.TryRead(id) is not null
                ? id
                : throw new UsageException($"--{option}: there is no process '{text}' in /proc.");
}
