using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Persistence.Writing;

namespace ChatApp.Testing;

/// <summary>
/// The database of messages and their events, whose commits wait while <see cref="ServerFaults"/> holds them. They wait
/// before the transaction begins, so no lock is held meanwhile.
/// </summary>
internal sealed class HoldingDatabase(IConversationDatabase inner, ServerFaults faults)
    : IConversationDatabase, IAsyncDisposable
{
    public Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken) =>
        inner.FindAsync(pairs, cancellationToken);

    public Task<IReadOnlyDictionary<Guid, KnownConversation>> FindByIdAsync(
        IReadOnlyList<Guid> conversationIds, CancellationToken cancellationToken) =>
        inner.FindByIdAsync(conversationIds, cancellationToken);

    public Task<IReadOnlyDictionary<Guid, KnownConversation>> FindOfMessagesAsync(
        IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        inner.FindOfMessagesAsync(messageIds, cancellationToken);

    public Task OpenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken) =>
        inner.OpenAsync(conversations, cancellationToken);

    public async Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await faults.WaitUntilCommitsMayPassAsync(cancellationToken);
        return await inner.BeginAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // The container disposes what it has created, and that is only this object.
        switch (inner)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
