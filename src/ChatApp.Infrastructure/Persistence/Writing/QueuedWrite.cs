using System.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>A write that waits for its batch. Once queued, only the batch writer's loop accesses it.</summary>
internal abstract class QueuedWrite
{
    public abstract ConversationWrite Write { get; }

    /// <summary>The caller's span, if it is recorded. It ends after <see cref="Complete"/>.</summary>
    public Activity? Span { get; } = ChatTrace.Current;

    /// <summary>How many events the latest decision has raised.</summary>
    public int EventCount { get; set; }

    /// <summary>Resolved before the batch is decided; null if there is none.</summary>
    public KnownConversation? Conversation { get; set; }

    public bool MayOpen { get; set; }

    public Error? Refusal { get; set; }

    /// <summary>Whether it has already failed as the only write of a batch, for a reason of its own.</summary>
    public bool HasFailedAlone { get; set; }

    /// <summary>Called again on new rows if the batch is repeated.</summary>
    public abstract void Decide(WriteBatch batch);

    /// <summary>Releases the caller with the decision, after the commit.</summary>
    public abstract void Complete();

    /// <summary>Releases the caller. Nothing was written, unless the outcome of the commit is unknown.</summary>
    public abstract void Fail(Error error);

    /// <summary>Releases the caller with an exception that a repeat would cause again.</summary>
    public abstract void Fail(Exception exception);

    public static WriteKeys KeysOf(IReadOnlyList<QueuedWrite> writes)
    {
        var keys = new WriteKeys(writes.Count);
        foreach (var queued in writes)
        {
            keys.AddConversation(queued.Conversation!);
            queued.Write.AddKeys(keys);
        }

        return keys;
    }
}

internal sealed class QueuedWrite<T>(ConversationWrite<T> write) : QueuedWrite
{
    private readonly TaskCompletionSource<Result<T>> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Result<T>? _decision;

    public override ConversationWrite Write => write;

    public Task<Result<T>> Completion => _completion.Task;

    public override void Decide(WriteBatch batch) => _decision = write.Decide(batch.StateOf(Conversation!));

    public override void Complete() => _completion.TrySetResult(
        _decision ?? throw new InvalidOperationException("A write was completed before it was decided."));

    public override void Fail(Error error) => _completion.TrySetResult(error);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
