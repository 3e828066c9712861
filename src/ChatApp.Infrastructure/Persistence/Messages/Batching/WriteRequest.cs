using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Something to be written to a conversation, waiting for its batch. Only the batch writer's loop touches it once it is queued;
/// the caller awaits <see cref="WriteRequest{T}.Completion"/>.
/// </summary>
internal abstract class WriteRequest(Guid userId, Guid peerId)
{
    public Guid UserId { get; } = userId;

    public Guid PeerId { get; } = peerId;

    public ParticipantPair Pair { get; } = ParticipantPair.Of(userId, peerId);

    /// <summary>Whether the conversation is to be opened when there is none yet.</summary>
    public abstract bool OpensConversation { get; }

    /// <summary>The answer when there is no such conversation and none could be opened.</summary>
    public abstract Error WithoutConversation { get; }

    /// <summary>Whether it was admitted to open its conversation.</summary>
    public bool MayOpen { get; set; }

    /// <summary>Why it was not; null when that was not asked.</summary>
    public Error? Refusal { get; set; }

    /// <summary>The conversation's fixed facts, found before the batch is applied; null when there is none.</summary>
    public KnownConversation? Conversation { get; set; }

    /// <summary>The conversation's id.</summary>
    /// <exception cref="InvalidOperationException">There is none; such a request does not come as far as a batch.</exception>
    public Guid ConversationId => Conversation?.Id ?? throw new InvalidOperationException("The request has no conversation.");

    /// <summary>Whether it has been the only request of a batch that failed for a reason of its own.</summary>
    public bool HasFailedAlone { get; set; }

    /// <summary>Names the rows that <see cref="Apply"/> will want, beside the conversation and both streams.</summary>
    public abstract void AddKeys(BatchKeys keys);

    /// <summary>Decides on the rows. May be called again on fresh rows when the batch has to be repeated.</summary>
    public abstract void Apply(WriteBatch batch);

    /// <summary>Releases the caller with what was decided. Only after the commit.</summary>
    public abstract void Complete();

    /// <summary>Releases the caller with an error. Nothing was written for it, unless the outcome of its commit could not be found out.</summary>
    public abstract void Fail(Error error);

    /// <summary>Releases the caller with a failure that a repeat would meet again. Nothing was written for it.</summary>
    public abstract void Fail(Exception exception);
}

/// <typeparam name="T">What the caller gets.</typeparam>
internal abstract class WriteRequest<T>(Guid userId, Guid peerId) : WriteRequest(userId, peerId)
{
    private readonly TaskCompletionSource<Result<T>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer, once it is durable.</summary>
    public Task<Result<T>> Completion => _completion.Task;

    /// <summary>What was decided last.</summary>
    protected Result<T>? Decision { get; set; }

    public override void Complete() => _completion.TrySetResult(
        Decision ?? throw new InvalidOperationException("A request was completed before it was decided."));

    public override void Fail(Error error) => _completion.TrySetResult(error);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
