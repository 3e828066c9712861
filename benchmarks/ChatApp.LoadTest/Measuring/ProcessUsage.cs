namespace ChatApp.LoadTest.Measuring;

/// <summary>Processor time used since the processes started, and memory held now.</summary>
internal readonly record struct ProcessUsage(double ProcessorSeconds, long ResidentBytes)
{
    public static ProcessUsage Of(int id)
    {
        var stat = ProcessStat.Read(id);
        return new ProcessUsage(stat.ProcessorSeconds, stat.ResidentBytes);
    }

    /// <summary>
    /// A process and its children. The time of a child that has ended is in its parent's account, so that a closed
    /// connection of PostgreSQL takes nothing away. Memory counts each shared page once (PSS) where the kernel shows
    /// that, else RSS.
    /// </summary>
    public static ProcessUsage OfTree(int root)
    {
        var parent = ProcessStat.Read(root);
        var seconds = parent.ProcessorSeconds + parent.EndedChildrenSeconds;
        var bytes = ProcessStat.TryReadProportionalBytes(root) ?? parent.ResidentBytes;
        foreach (var id in ProcessStat.ChildrenOf(root))
        {
            if (ProcessStat.TryRead(id) is { } child)
            {
                seconds += child.ProcessorSeconds;
                bytes += ProcessStat.TryReadProportionalBytes(id) ?? child.ResidentBytes;
            }
        }

        return new ProcessUsage(seconds, bytes);
    }

    public static ProcessUsage operator +(ProcessUsage a, ProcessUsage b) =>
        new(a.ProcessorSeconds + b.ProcessorSeconds, a.ResidentBytes + b.ResidentBytes);
}
