using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// A write that waits for its batch. Only the batch writer's loop touches it once it is queued; the caller awaits
/// <see cref="QueuedWrite{T}.Completion"/>.
/// </summary>
internal abstract class QueuedWrite
{
    /// <summary>What is to be written.</summary>
    public abstract ConversationWrite Write { get; }

    /// <summary>Its conversation, found before the batch is decided; null when there is none.</summary>
    public KnownConversation? Conversation { get; set; }

    /// <summary>Whether it was admitted to open its conversation.</summary>
    public bool MayOpen { get; set; }

    /// <summary>Why it was not; null when that was not asked.</summary>
    public Error? Refusal { get; set; }

    /// <summary>Whether it has been the only write of a batch that failed for a reason of its own.</summary>
    public bool HasFailedAlone { get; set; }

    /// <summary>Decides. Called again on fresh rows when the batch has to be repeated.</summary>
    public abstract void Decide(WriteBatch batch);

    /// <summary>Releases the caller with what was decided. Only after the commit.</summary>
    public abstract void Complete();

    /// <summary>
    /// Releases the caller with an error. Nothing was written, unless the outcome of the commit is unknown.
    /// </summary>
    public abstract void Fail(Error error);

    /// <summary>Releases the caller with a failure that a repeat would meet again. Nothing was written.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Names the rows of a batch.</summary>
    public static WriteKeys KeysOf(IReadOnlyList<QueuedWrite> writes)
    {
        var keys = new WriteKeys();
        foreach (var queued in writes)
        {
            keys.AddConversation(queued.Conversation!);
            queued.Write.AddKeys(keys);
        }

        return keys;
    }
}

/// <inheritdoc/>
/// <typeparam name="T">What the caller gets.</typeparam>
internal sealed class QueuedWrite<T>(ConversationWrite<T> write) : QueuedWrite
{
    private readonly TaskCompletionSource<Result<T>> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Result<T>? _decision;

    public override ConversationWrite Write => write;

    /// <summary>The answer, once it is durable.</summary>
    public Task<Result<T>> Completion => _completion.Task;

    public override void Decide(WriteBatch batch) => _decision = write.Decide(batch.StateOf(Conversation!));

    public override void Complete() => _completion.TrySetResult(
        _decision ?? throw new InvalidOperationException("A write was completed before it was decided."));

    public override void Fail(Error error) => _completion.TrySetResult(error);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
