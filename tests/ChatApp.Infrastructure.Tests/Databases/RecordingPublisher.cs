using ChatApp.Application.Events;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>Records what was published, and fails if the test sets a failure.</summary>
internal sealed class RecordingPublisher : IRealtimePublisher
{
    public List<StoredEvent> Events { get; } = [];

    public Exception? Failure { get; init; }

    public Task PublishAsync(StoredEvent storedEvent, CancellationToken cancellationToken)
    {
        Events.Add(storedEvent);
        return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
    }

    public Task EndSessionAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) => Task.CompletedTask;
}
