using System.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// The span of an attempt to commit a batch. It belongs to the trace of the first traced write and is linked with all
/// of them.
/// </summary>
internal static class CommitSpan
{
    /// <summary>Null if no write of the batch is traced.</summary>
    public static Activity? Start(List<QueuedWrite> writes)
    {
        if (!ChatTrace.IsOn)
        {
            return null;
        }

        var traced = writes.Select(write => write.Span).OfType<Activity>().ToList();
        if (traced.Count == 0)
        {
            return null;
        }

        var span = ChatTrace.Source.StartActivity(
            "commit",
            ActivityKind.Internal,
            traced[0].Context,
            tags: [KeyValuePair.Create<string, object?>("chatapp.batch.size", writes.Count)],
            links: traced.Select(write => new ActivityLink(write.Context)));
        if (span is not null)
        {
            // Their own traces lead to the commit too.
            traced.Skip(1).ToList().ForEach(write => write.AddLink(new ActivityLink(span.Context)));
        }

        return span;
    }

    /// <summary>The span of the write that has raised each event; null if no write is traced.</summary>
    public static IReadOnlyList<Activity?>? OfEvents(List<QueuedWrite> writes) =>
        ChatTrace.IsOn && writes.Exists(write => write.Span is not null)
            ? [.. writes.SelectMany(write => Enumerable.Repeat(write.Span, write.EventCount))]
            : null;
}
