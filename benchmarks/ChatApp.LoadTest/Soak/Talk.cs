using System.Diagnostics;
using System.Globalization;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Soak;

/// <summary>
/// What one user writes to another: one message after the other, each when the one before is acknowledged, so that
/// their numbers arrive in order however often one is sent again. Devices and calls come in on threads of their own;
/// <see cref="_gate"/> guards all that changes.
/// </summary>
internal sealed class Talk(SoakUser from, SoakUser to)
{
    private readonly Lock _gate = new();
    private readonly string _idPrefix = Guid.CreateVersion7().ToString("D")[..^MessageFrame.NumberDigits];
    private long _number;
    private long _acknowledged;
    private string _content = "";
    private Device? _sender;
    private long _sentAt;
    private Guid? _newest;
    private bool _isChanging;
    private long _overdue;

    public SoakUser From => from;

    public SoakUser To => to;

    /// <summary>How many messages were written.</summary>
    public long Number => Read(() => _number);

    public bool IsOpen => Read(() => _acknowledged < _number);

    /// <summary>The last message that was acknowledged and is not deleted; null without one.</summary>
    public Guid? Newest => Read(() => _newest);

    /// <summary>The next message; null while the last one is not acknowledged.</summary>
    /// <param name="sender">The device that sends it, also again; null for REST.</param>
    public OutgoingMessage? Write(string content, Device? sender)
    {
        lock (_gate)
        {
            if (_acknowledged < _number)
            {
                return null;
            }

            _number++;
            (_content, _sender, _sentAt) = (content, sender, Stopwatch.GetTimestamp());
            return Open();
        }
    }

    /// <summary>The message that this device has to send again; null if there is none.</summary>
    public OutgoingMessage? OpenOf(Device sender)
    {
        lock (_gate)
        {
            return _acknowledged < _number && _sender == sender ? Open() : null;
        }
    }

    /// <summary>Whether the last message has waited longer than this for its acknowledgement; true only once.</summary>
    public bool BecomesOverdue(TimeSpan longest)
    {
        lock (_gate)
        {
            if (_acknowledged == _number || _overdue == _number || Stopwatch.GetElapsedTime(_sentAt) <= longest)
            {
                return false;
            }

            _overdue = _number;
            return true;
        }
    }

    /// <summary>The number of a message of this talk; null if the id belongs to another.</summary>
    public long? NumberOf(string? clientMessageId) =>
        clientMessageId is not null
        && clientMessageId.StartsWith(_idPrefix, StringComparison.Ordinal)
        && long.TryParse(
            clientMessageId.AsSpan(_idPrefix.Length),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var number)
        && number > 0 && number <= Number
            ? number
            : null;

    /// <summary>How long ago this message was sent; null when it is not the last one.</summary>
    public long? TicksSince(long number) =>
        Read(() => number == _number ? Stopwatch.GetTimestamp() - _sentAt : (long?)null);

    /// <returns>False if it was acknowledged before.</returns>
    public bool Acknowledge(long number, Guid messageId)
    {
        lock (_gate)
        {
            if (number <= _acknowledged)
            {
                return false;
            }

            (_acknowledged, _newest) = (number, messageId);
            return true;
        }
    }

    /// <summary>Takes the newest message to change it; null without one, or while somebody else does.</summary>
    public Guid? TakeNewest()
    {
        lock (_gate)
        {
            if (_isChanging || _newest is null)
            {
                return null;
            }

            _isChanging = true;
            return _newest;
        }
    }

    public void GiveBack(Guid messageId, bool isDeleted)
    {
        lock (_gate)
        {
            _isChanging = false;
            if (isDeleted && _newest == messageId)
            {
                _newest = null;
            }
        }
    }

    private OutgoingMessage Open() => new(to.Id, _content, $"{_idPrefix}{_number:x12}");

    private T Read<T>(Func<T> value)
    {
        lock (_gate)
        {
            return value();
        }
    }
}
