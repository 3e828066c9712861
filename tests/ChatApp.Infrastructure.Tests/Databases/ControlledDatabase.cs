using ChatApp.Infrastructure.Persistence.Messages.Batching;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>The real database, but a test says when transactions begin and which commits fail.</summary>
internal sealed class ControlledDatabase(IConversationDatabase inner) : IConversationDatabase, IAsyncDisposable
{
    /// <summary>A text whose message makes its batch fail.</summary>
    public const string Poison = "poison";

    /// <summary>A text whose message makes its batch meet a database that is out of reach.</summary>
    public const string Outage = "outage";

    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once a transaction waits at the closed gate.</summary>
    public Task Reached => _reached.Task.WaitAsync(TestNode.Patience);

    public List<int> BatchSizes { get; } = [];

    public static void Decorate(IServiceCollection services)
    {
        var descriptor = services.Last(service => service.ServiceType == typeof(IConversationDatabase));
        services.Remove(descriptor);
        services.AddSingleton<IConversationDatabase>(provider => new ControlledDatabase((IConversationDatabase)(
            descriptor.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!))));
    }

    /// <summary>Lets transactions wait, so that requests gather behind the first.</summary>
    public void Close()
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open() => _open.TrySetResult();

    public async Task<IConversationTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        await _open.Task.WaitAsync(TestNode.Patience, cancellationToken);
        return new Transaction(await inner.BeginAsync(cancellationToken), BatchSizes);
    }

    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private sealed class Transaction(IConversationTransaction inner, List<int> batchSizes) : IConversationTransaction
    {
        public Task<LockedRows> LockAsync(LockKeys keys, CancellationToken cancellationToken) => inner.LockAsync(keys, cancellationToken);

        public Task CommitAsync(WriteBatch batch)
        {
            if (batch.Messages.Any(message => message.Content == Outage))
            {
                throw new TimeoutException("The test wants the database to be out of reach.");
            }

            if (batch.Messages.Any(message => message.Content == Poison))
            {
                throw new InvalidOperationException("The test wants this batch to fail.");
            }

            batchSizes.Add(batch.Messages.Count);
            return inner.CommitAsync(batch);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
