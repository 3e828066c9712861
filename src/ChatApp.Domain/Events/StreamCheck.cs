namespace ChatApp.Domain.Events;

/// <summary>Compares the bounds of a user's stream with its events, and corrects them.</summary>
/// <remarks>
/// The head is never lowered: clients may have cursors up to it, and its numbers must not be used again. Raising the
/// floor declares missing events as no longer kept, so that a client with an older cursor gets <c>cursor_expired</c>
/// and reloads, instead of missing them.
/// </remarks>
public static class StreamCheck
{
    /// <summary>Corrects the bounds.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="newest">Number of the newest stored event; 0 without events.</param>
    /// <param name="lastMissing">The greatest number from floor to head of which there is no event; 0 if none.</param>
    /// <returns>What was wrong.</returns>
    public static IReadOnlyList<Flaw> Correct(StreamCounter stream, long newest, long lastMissing)
    {
        var flaws = new List<Flaw>();
        if (stream.Head < newest)
        {
            flaws.Add(new Flaw($"head is {stream.Head}, and must be {newest}", IsCorrectable: true));
            stream.Head = newest;
        }

        if (stream.Floor > stream.Head)
        {
            flaws.Add(new Flaw($"floor is {stream.Floor}, and head is {stream.Head}", IsCorrectable: true));
            stream.Floor = stream.Head;
        }

        if (lastMissing > stream.Floor)
        {
            flaws.Add(new Flaw($"floor is {stream.Floor}, and must be {lastMissing}", IsCorrectable: true));
            stream.Floor = lastMissing;
        }

        return flaws;
    }
}
