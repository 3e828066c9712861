using ChatApp.Application.Events;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>Keeps what was handed on, and fails if the test wants it to.</summary>
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
