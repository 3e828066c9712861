namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Positions of recent messages, which are soon marked as read. Each id has one slot, which a newer message takes over.
/// So a message costs no allocation and no search for an old entry, which would be a part of the cost of each send.
/// </summary>
internal sealed class PositionCache
{
    // A power of two. The array takes 3 MB, which the system provides as slots are used.
    internal const int Slots = 65_536;

    private readonly MessagePosition[] _slots = new MessagePosition[Slots];

    public bool TryGetValue(Guid messageId, out MessagePosition position)
    {
        position = SlotOf(messageId);
        return position.MessageId == messageId;
    }

    public void Set(MessagePosition position) => SlotOf(position.MessageId) = position;

    public void Remove(Guid messageId)
    {
        ref var slot = ref SlotOf(messageId);
        if (slot.MessageId == messageId)
        {
            slot = default;
        }
    }

    // The hash code depends on the random bits of an id, which are at its end.
    private ref MessagePosition SlotOf(Guid messageId) => ref _slots[messageId.GetHashCode() & (Slots - 1)];
}
