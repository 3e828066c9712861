namespace ChatApp.Domain.Events;

/// <summary>
/// Something that has happened and is kept in the stream of each user whom it concerns (contract, section 5, the events
/// marked as stored). Published only after its commit, as <see cref="EventCommitted"/>.
/// </summary>
/// <param name="Positions">Its position in each stream that contains it.</param>
public abstract record StoredEvent(IReadOnlyList<StreamPosition> Positions);
