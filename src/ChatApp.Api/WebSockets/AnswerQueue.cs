using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// The answers to one socket, in order. Each received frame occupies a slot until its answer is sent or it needs no
/// answer. So a client can queue only as many answers as it reads.
/// </summary>
/// <remarks>
/// Any thread may queue an answer; one loop occupies slots and another takes answers. The semaphore is not disposed: it
/// holds no handle unless its wait handle is used, and commands of a closed socket may still free their slots.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "See the remarks.")]
internal sealed class AnswerQueue(int slots)
{
    private readonly Queue<Answer> _answers = new();
    private readonly SemaphoreSlim _slots = new(slots);
    private int _occupied;

    /// <summary>Whether a frame is being processed or has an answer that is not sent yet.</summary>
    public bool HasFramesInFlight => Volatile.Read(ref _occupied) > 0;

    /// <summary>Waits for a free slot for the next frame.</summary>
    public Task OccupySlotAsync()
    {
        Interlocked.Increment(ref _occupied);
        return _slots.WaitAsync(CancellationToken.None);
    }

    public void Sent(int answers)
    {
        if (answers > 0)
        {
            Interlocked.Add(ref _occupied, -answers);
            _slots.Release(answers);
        }
    }

    /// <summary>Ends the waits: nothing is sent from now on, so a loop that waits for a slot gets one.</summary>
    public void Complete() => _slots.Release(slots);

    /// <summary>Queues an answer; its slot is freed by <see cref="Sent"/>.</summary>
    /// <param name="holdsSlot">Whether it answers a frame that occupies a slot.</param>
    /// <param name="afterEvent">Number of the event that must be sent before it.</param>
    public void Enqueue(byte[] frame, bool holdsSlot, long afterEvent = 0)
    {
        lock (_answers)
        {
            _answers.Enqueue(new Answer(frame, holdsSlot, afterEvent));
        }
    }

    /// <summary>Takes the next answer, if it may be sent yet.</summary>
    public bool TryDequeue(long sentEvent, out Answer answer)
    {
        lock (_answers)
        {
            answer = default;
            return _answers.TryPeek(out var next) && next.AfterEvent <= sentEvent && _answers.TryDequeue(out answer);
        }
    }

    internal readonly record struct Answer(byte[] Frame, bool HoldsSlot, long AfterEvent);
}
