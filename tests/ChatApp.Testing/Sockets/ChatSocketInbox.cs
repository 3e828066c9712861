using System.Globalization;
using System.Text;

namespace ChatApp.Testing;

/// <summary>
/// The received frames of one socket: one receive loop adds, any number of threads read. The lock guards every field.
/// The inbox is bounded by <see cref="Capacity"/>: a further frame makes it fail, because a test with so many frames
/// has an error.
/// </summary>
internal sealed class ChatSocketInbox
{
    private const int Capacity = 100_000;
    private const int ShownInException = 20;

    private readonly Lock _lock = new();
    private readonly List<ChatFrame> _all = [];
    private readonly LinkedList<ChatFrame> _unread = new();
    private readonly TaskCompletionSource<int> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private bool _failureSeen;
    private ChatSocketClosedException? _end;

    /// <summary>Whether the connection broke and no waiting call has reported it.</summary>
    public bool IsBrokenUnseen
    {
        get
        {
            lock (_lock)
            {
                return _failure is not null && !_failureSeen;
            }
        }
    }

    public IReadOnlyList<ChatFrame> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    public void Add(ChatFrame frame)
    {
        lock (_lock)
        {
            if (_all.Count == Capacity)
            {
                throw new InvalidOperationException(
                    $"More than {Capacity} frames: the inbox of a test socket is bounded.");
            }

            _all.Add(frame);
            _unread.AddLast(frame);
            SignalChange();
        }
    }

    public void End(int closeCode, string? reason)
    {
        lock (_lock)
        {
            _end = new ChatSocketClosedException(closeCode, reason);
            SignalChange();
        }

        _closed.TrySetResult(closeCode);
    }

    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure = failure;
            SignalChange();
        }

        _closed.TrySetException(failure);
    }

    /// <summary>Returns the close code, or throws the failure of the connection.</summary>
    public async Task<int> WaitForEndAsync()
    {
        try
        {
            return await _closed.Task.WithTimeout(waitedFor: "the close frame");
        }
        finally
        {
            lock (_lock)
            {
                _failureSeen = _failure is not null;
            }
        }
    }

    /// <summary>Takes the oldest unread frame that matches; the others stay unread.</summary>
    public async Task<ChatFrame> TakeAsync(Func<ChatFrame, bool> matches, string wanted, TimeSpan timeout)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Find(matches) is { } node)
                {
                    _unread.Remove(node);
                    return node.Value;
                }

                ThrowIfOver(wanted);
                changed = _changed.Task;
            }

            var left = timeout - TimeProvider.System.GetElapsedTime(started);
            try
            {
                await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"No {wanted} within {timeout}. {Describe()}");
            }
        }
    }

    private LinkedListNode<ChatFrame>? Find(Func<ChatFrame, bool> matches)
    {
        for (var node = _unread.First; node is not null; node = node.Next)
        {
            if (matches(node.Value))
            {
                return node;
            }
        }

        return null;
    }

    private void ThrowIfOver(string wanted)
    {
        if (_failure is not null)
        {
            _failureSeen = true;
            throw new ChatSocketBrokenException(wanted, _failure);
        }

        if (_end is not null)
        {
            throw _end;
        }
    }

    private string Describe()
    {
        lock (_lock)
        {
            var text = new StringBuilder();
            text.Append(
                CultureInfo.InvariantCulture, $"{_all.Count} frames had arrived, {_unread.Count} of them unread");
            foreach (var frame in _all.TakeLast(ShownInException))
            {
                text.Append(_unread.Contains(frame) ? "\n  unread " : "\n  read   ").Append(frame);
            }

            return text.ToString();
        }
    }

    private void SignalChange()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
