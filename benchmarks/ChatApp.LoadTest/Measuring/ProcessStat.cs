using System.Globalization;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Measuring;

/// <summary>What /proc says of one process (proc(5)).</summary>
internal sealed record ProcessStat(int Parent, double ProcessorSeconds, double EndedChildrenSeconds, long ResidentBytes)
{
    // Of all Linux systems that .NET runs on: USER_HZ is 100 in the kernel's interface to programs.
    private const double TicksPerSecond = 100;

    /// <summary>Null when there is no such process, or no longer.</summary>
    public static ProcessStat? TryRead(int id)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{id}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        // The second field is the program's name in brackets and may hold spaces; the third is the first one after it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        double Ticks(int field) => long.Parse(fields[field - 3], CultureInfo.InvariantCulture) / TicksPerSecond;
        return new ProcessStat(
            int.Parse(fields[4 - 3], CultureInfo.InvariantCulture),
            Ticks(14) + Ticks(15),
            Ticks(16) + Ticks(17),
            long.Parse(fields[24 - 3], CultureInfo.InvariantCulture) * Environment.SystemPageSize);
    }

    public static ProcessStat Read(int id) =>
        TryRead(id) ?? throw new LoadTestException($"There is no process {id} in /proc (any more).");

    /// <summary>
    /// Resident memory with shared pages divided among their users; null where the kernel does not let us see it.
    /// </summary>
    public static long? TryReadProportionalBytes(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup")
                .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null
                ? null
                : 1024 * long.Parse(line["Pss:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static IEnumerable<int> ChildrenOf(int parent) =>
        from directory in Directory.EnumerateDirectories("/proc")
        let id =
            int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0
        where id > 0 && TryRead(id)?.Parent == parent
        select id;
}
