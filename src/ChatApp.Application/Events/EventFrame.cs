namespace ChatApp.Application.Events;

/// <summary>
/// The JSON of an event, in UTF-8 and in two parts, so that the first exists once however many receive it.
/// </summary>
/// <param name="Shared">What is the same for all who receive the event.</param>
/// <param name="End">
/// The rest, with the cursor of the one who receives it; overwritten when the next event is taken.
/// </param>
public readonly record struct EventFrame(ReadOnlyMemory<byte> Shared, ReadOnlyMemory<byte> End)
{
    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => Shared.IsEmpty;
}
