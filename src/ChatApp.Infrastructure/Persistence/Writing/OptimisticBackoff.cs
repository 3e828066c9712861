namespace ChatApp.Infrastructure.Persistence.Writing;

/// <summary>
/// Decides which batches are tried without locks. If other nodes write to the same streams, or a client repeats its
/// messages, such an attempt fails. After a failure the next batch takes locks at once; after another failure the next
/// two, then four, up to <see cref="MaxPause"/>. A success halves the pause.
/// </summary>
internal sealed class OptimisticBackoff
{
    internal const int MaxPause = 64;

    private int _pause;
    private int _left;

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

    public void Failed() => _left = _pause = Math.Clamp(_pause * 2, 1, MaxPause);
}
