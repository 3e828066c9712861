namespace ChatApp.Application.Events;

/// <summary>
/// The JSON of an event in UTF-8, in two parts. All receivers of the event share one copy of the first part.
/// </summary>
/// <param name="Shared">The part that is equal for all receivers.</param>
/// <param name="End">
/// The rest, with the receiver's cursor. The buffer is overwritten when the next event is taken.
/// </param>
public readonly record struct EventFrame(ReadOnlyMemory<byte> Shared, ReadOnlyMemory<byte> End)
{
    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => Shared.IsEmpty;
}
