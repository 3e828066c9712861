using ChatApp.Application.Common;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>
/// Times that rise with each call by at least a microsecond, so that lists sorted by time are in the order of this node's commits. For the
/// batch writer's loop alone.
/// </summary>
internal sealed class BatchClock(TimeProvider time)
{
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public DateTimeOffset Next()
    {
        var now = time.GetTimestampUtc();
        _last = now > _last ? now : _last.AddMicroseconds(1);
        return _last;
    }
}
