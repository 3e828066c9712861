namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Says which batches are tried without locks. Where other nodes write to the same streams, or a client repeats what it
/// has sent, a try is in vain. After one the next batch takes locks at once, after another the next two, then four, up
/// to <see cref="MaxPause"/>; a success halves the pause. For the batch writer's loop alone.
/// </summary>
internal sealed class OptimisticBackoff
{
    internal const int MaxPause = 64;

    private int _pause;
    private int _left;

    /// <summary>Whether this batch is to be tried.</summary>
    public bool IsDue()
    {
        if (_left == 0)
        {
            return true;
        }

        _left--;
        return false;
    }

    public void Succeeded() => _pause /= 2;

    public void Failed()
    {
        _pause = Math.Clamp(_pause * 2, 1, MaxPause);
        _left = _pause;
    }
}
