using MediatR;

namespace ChatApp.Domain.Events;

/// <summary>
/// Something that has happened in a conversation and is kept in the stream of each user whom it concerns
/// (contract, section 5, the events marked as stored). It is published only after its commit.
/// </summary>
/// <param name="Positions">Where it stands, in each stream that has it: one place, or two.</param>
public abstract record StoredEvent(IReadOnlyList<StreamPosition> Positions) : INotification;
