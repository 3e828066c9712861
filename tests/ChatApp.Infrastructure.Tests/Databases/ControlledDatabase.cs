using System.Data;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Persistence.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>The real database; a test controls when transactions begin and which commits fail.</summary>
internal sealed class ControlledDatabase(IConversationDatabase inner) : IConversationDatabase, IAsyncDisposable
{
    /// <summary>A message with this text makes its batch fail, as if the database refused it.</summary>
    public const string Poison = "poison";

    /// <summary>A message with this text breaks the connection once, before its commit arrives.</summary>
    public const string BreaksBeforeCommit = "breaks before";

    /// <summary>
    /// A message with this text breaks the connection once, after its commit is carried out and before the answer.
    /// </summary>
    public const string BreaksAfterCommit = "breaks after";

    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once a transaction waits at the closed gate.</summary>
    public Task Reached => _reached.Task.WaitAsync(TestNode.Patience);

    public List<int> BatchSizes { get; } = [];

    /// <summary>The number of transactions that were requested.</summary>
    public int Begun { get; private set; }

    /// <summary>The pairs whose conversations were looked up, one entry for each look-up.</summary>
    public List<ParticipantPair> LookedUp { get; } = [];

    /// <summary>Whether every attempt to begin a transaction fails.</summary>
    public bool IsOutOfReach { get; set; }

    /// <summary>Whether <see cref="IsOutOfReach"/> begins when a connection breaks.</summary>
    public bool StaysBroken { get; set; }

    /// <summary>Whether the connection breaks once, before the next commit arrives, whatever it contains.</summary>
    public bool NextBreaksBeforeCommit { get; set; }

    /// <summary>Whether the connection breaks once, after the next commit is stored, whatever it contains.</summary>
    public bool NextBreaksAfterCommit { get; set; }

    /// <summary>Whether the database refuses the next commit, once, after <see cref="WhenBroken"/>.</summary>
    public bool NextIsRefused { get; set; }

    /// <summary>Whether the driver throws an unexpected exception when the connection breaks.</summary>
    public bool BreaksUnexpectedly { get; set; }

    /// <summary>Runs when the connection breaks, before the node sees the failure.</summary>
    public Action? WhenBroken { get; set; }

    /// <summary>The last batch whose commit did not arrive.</summary>
    public BatchChanges? BrokenBatch { get; private set; }

    private HashSet<string> Broken { get; } = [];

    public static void Decorate(IServiceCollection services)
    {
        var descriptor = services.Last(service => service.ServiceType == typeof(IConversationDatabase));
        services.Remove(descriptor);
        services.AddSingleton<IConversationDatabase>(provider => new ControlledDatabase((IConversationDatabase)(
            descriptor.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!))));
    }

    /// <summary>Makes transactions wait, so that requests queue behind the first.</summary>
    public void Close()
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open() => _open.TrySetResult();

    /// <summary>Lets the waiting transactions pass the gate, and closes it again behind them.</summary>
    public void LetThrough()
    {
        var open = _open;
        Close();
        open.TrySetResult();
    }

    public Task<IReadOnlyList<KnownConversation>> FindAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken)
    {
        LookedUp.AddRange(pairs);
        return inner.FindAsync(pairs, cancellationToken);
    }

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
        await PassGateAsync(cancellationToken);
        return new Transaction(await inner.BeginAsync(cancellationToken), this);
    }

    /// <summary>Commits a batch that was sent earlier and arrives late.</summary>
    public async Task CommitLateAsync(BatchChanges batch)
    {
        await using var transaction = await inner.BeginAsync(CancellationToken.None);
        await transaction.CommitAsync(batch);
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

    private static TimeoutException OutOfReach() => new("The test makes the database unreachable.");

    private async Task PassGateAsync(CancellationToken cancellationToken)
    {
        Begun++;
        _reached.TrySetResult();
        await _open.Task.WaitAsync(TestNode.Patience, cancellationToken);
        if (IsOutOfReach)
        {
            throw OutOfReach();
        }
    }

    private async Task CommitAsync(IConversationTransaction transaction, BatchChanges batch)
    {
        var texts = batch.NewMessages.Select(message => message.Content).ToHashSet();
        if (texts.Contains(Poison))
        {
            throw new DBConcurrencyException("The test makes this batch fail.");
        }

        if (NextIsRefused)
        {
            NextIsRefused = false;
            WhenBroken?.Invoke();
            throw new DBConcurrencyException("The test makes the database refuse this batch.");
        }

        if (NextBreaksBeforeCommit || (texts.Contains(BreaksBeforeCommit) && Broken.Add(BreaksBeforeCommit)))
        {
            NextBreaksBeforeCommit = false;
            IsOutOfReach = StaysBroken;
            BrokenBatch = batch;
            WhenBroken?.Invoke();
            throw OutOfReach();
        }

        BatchSizes.Add(batch.NewMessages.Count);
        await transaction.CommitAsync(batch);
        if (NextBreaksAfterCommit || (texts.Contains(BreaksAfterCommit) && Broken.Add(BreaksAfterCommit)))
        {
            NextBreaksAfterCommit = false;
            IsOutOfReach = StaysBroken;
            WhenBroken?.Invoke();
            throw BreaksUnexpectedly
                ? new InvalidOperationException("The test makes the driver fail.")
                : OutOfReach();
        }
    }

    private sealed class Transaction(IConversationTransaction inner, ControlledDatabase control)
        : IConversationTransaction
    {
        public Task<WriteRows> LockAsync(WriteKeys keys, CancellationToken cancellationToken) =>
            inner.LockAsync(keys, cancellationToken);

        public Task<bool> IsStoredAsync(EventRow proof, CancellationToken cancellationToken) =>
            inner.IsStoredAsync(proof, cancellationToken);

        public Task CommitAsync(BatchChanges batch) => control.CommitAsync(inner, batch);

        public Task ConfirmAsync() => inner.ConfirmAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
