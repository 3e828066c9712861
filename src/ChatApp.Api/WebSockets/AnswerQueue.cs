using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// What is to be sent to one socket alone, in order. Each frame that is taken in occupies a slot until its answer is sent or known to be
/// none, so that what a client can queue here is bounded by what it reads.
/// </summary>
/// <remarks>
/// Any thread may queue; one loop takes slots, another takes answers. Nothing here has to be disposed: a semaphore whose wait handle nobody
/// asks for holds nothing, and commands of a socket that has ended may still give their slots back.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "See the remarks.")]
internal sealed class AnswerQueue(int slots)
{
    private readonly Queue<Answer> _answers = new();
    private readonly SemaphoreSlim _slots = new(slots);
    private int _occupied;

    /// <summary>Whether any frame is under way or has an answer that is not sent yet.</summary>
    public bool HasFramesInFlight => Volatile.Read(ref _occupied) > 0;

    /// <summary>Waits for a free slot for the next frame.</summary>
    public Task OccupySlotAsync()
    {
        Interlocked.Increment(ref _occupied);
        return _slots.WaitAsync(CancellationToken.None);
    }

    /// <summary>A frame needs no answer.</summary>
    public void FreeSlot() => Sent(1);

    /// <summary>Answers to so many frames are sent.</summary>
    public void Sent(int answers)
    {
        if (answers > 0)
        {
            Interlocked.Add(ref _occupied, -answers);
            _slots.Release(answers);
        }
    }

    /// <summary>Nothing will be sent any more: whoever waits for a slot gets one.</summary>
    public void Complete() => _slots.Release(slots);

    /// <summary>Queues an answer; its slot is freed by <see cref="Sent"/>.</summary>
    /// <param name="frame">What is to be sent.</param>
    /// <param name="holdsSlot">Whether it answers a frame that occupies a slot.</param>
    /// <param name="afterEvent">Number of the event that must have gone out before it.</param>
    public void Enqueue(byte[] frame, bool holdsSlot, long afterEvent = 0)
    {
        lock (_answers)
        {
            _answers.Enqueue(new Answer(frame, holdsSlot, afterEvent));
        }
    }

    /// <summary>Takes the next answer, if its turn has come.</summary>
    /// <param name="sentEvent">Number of the last event that has gone out.</param>
    /// <param name="answer">The answer.</param>
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
