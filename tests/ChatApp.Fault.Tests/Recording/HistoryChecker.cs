namespace ChatApp.Fault.Tests.Recording;

/// <summary>
/// Checks a recorded run against the guarantees of section 6 of the contract. It uses only the history, so it can
/// itself be tested with bad histories.
/// </summary>
internal sealed class HistoryChecker
{
    private readonly List<Violation> _violations = [];
    private readonly History _history;
    private readonly Dictionary<Guid, IntendedMessage> _intended;
    private readonly Dictionary<Guid, StoredMessage> _stored;
    private readonly Dictionary<Guid, UserStream> _streams;

    private HistoryChecker(History history)
    {
        _history = history;
        _intended = history.Intended.ToDictionary(message => message.ClientMessageId);
        _stored = history.Conversations.SelectMany(view => view.Messages)
            .DistinctBy(message => message.Id)
            .ToDictionary(message => message.Id);
        _streams = history.Streams.ToDictionary(stream => stream.UserId);
    }

    /// <summary>All violations of the guarantees in the run.</summary>
    public static IReadOnlyList<Violation> Check(History history)
    {
        var checker = new HistoryChecker(history);
        checker.CheckWhatIsStored();
        checker.CheckNumbers();
        checker.CheckBothSidesAgree();
        checker.CheckAcknowledgements();
        checker.CheckOrderOfSending();
        checker.CheckStreams();
        checker.CheckDevices();
        checker.CheckReadMarks();
        return checker._violations;
    }

    private void CheckWhatIsStored()
    {
        foreach (var message in _stored.Values)
        {
            if (message.ClientMessageId is not { } id || !_intended.TryGetValue(id, out var intended))
            {
                Report(ViolationKind.Invention, $"{message} was never sent");
            }
            else if (intended != new IntendedMessage(id, message.SenderId, message.RecipientId, message.Content))
            {
                Report(ViolationKind.Invention, $"{message} was sent as {intended}");
            }
        }

        foreach (var repeated in _stored.Values.GroupBy(message => message.ClientMessageId)
            .Where(group => group.Count() > 1))
        {
            Report(ViolationKind.Repeat, $"{repeated.Key} is stored {repeated.Count()} times");
        }
    }

    // 1, 2, 3 and so on, in the order of the history.
    private void CheckNumbers()
    {
        foreach (var view in _history.Conversations)
        {
            for (var i = 0; i < view.Messages.Count; i++)
            {
                if (view.Messages[i].Seq != i + 1)
                {
                    Report(
                        ViolationKind.Order,
                        $"message {i + 1} between {view.OwnerId} and {view.PeerId} has the number "
                        + $"{view.Messages[i].Seq}");
                    break;
                }
            }
        }
    }

    private void CheckBothSidesAgree()
    {
        var views = _history.Conversations.ToDictionary(view => (view.OwnerId, view.PeerId));
        foreach (var view in _history.Conversations)
        {
            if (!views.TryGetValue((view.PeerId, view.OwnerId), out var other))
            {
                Report(ViolationKind.Loss, $"{view.PeerId} does not see the conversation with {view.OwnerId}");
            }
            else if (!view.Messages.SequenceEqual(other.Messages) || view.LastReadSeq != other.PeerLastReadSeq)
            {
                Report(ViolationKind.Disagreement, $"{view.OwnerId} and {view.PeerId} see different conversations");
            }
        }
    }

    private void CheckAcknowledgements()
    {
        foreach (var acknowledgement in _history.Acknowledgements)
        {
            if (!_stored.TryGetValue(acknowledgement.MessageId, out var message))
            {
                Report(ViolationKind.Loss, $"{acknowledgement} is not in the history");
            }
            else if (message.Seq != acknowledgement.Seq || message.ClientMessageId != acknowledgement.ClientMessageId)
            {
                Report(ViolationKind.Disagreement, $"{acknowledgement} is in the history as {message}");
            }
        }
    }

    // Only messages with a single attempt: a repeat may be stored after later messages.
    private void CheckOrderOfSending()
    {
        var seqs = _stored.Values.Where(message => message.ClientMessageId is not null)
            .DistinctBy(message => message.ClientMessageId)
            .ToDictionary(message => message.ClientMessageId!.Value, message => message.Seq);
        var once = _history.Attempts.GroupBy(attempt => attempt.ClientMessageId)
            .Where(group => group.Count() == 1)
            .Select(group => group.Key).ToHashSet();
        var ways = _history.Attempts
            .Where(attempt =>
                attempt.Connection is not null
                    && once.Contains(attempt.ClientMessageId)
                    && seqs.ContainsKey(attempt.ClientMessageId))
            .GroupBy(attempt => (attempt.Connection, _intended[attempt.ClientMessageId].RecipientId));
        foreach (var way in ways)
        {
            ReportUnlessRising(
                way.Select(attempt => seqs[attempt.ClientMessageId]),
                $"what was sent over {way.Key.Connection} to {way.Key.RecipientId}");
        }
    }

    // A message and its events are stored together: each message is once in the stream of each of the two users.
    private void CheckStreams()
    {
        foreach (var stream in _history.Streams)
        {
            CheckOnceAndInOrder(stream.Events, $"the stream of {stream.UserId}");
            var inStream = stream.Events.Where(one => one.Type == "message").Select(one => one.MessageId).ToHashSet();
            var inHistory = _stored.Values
                .Where(message => message.SenderId == stream.UserId || message.RecipientId == stream.UserId)
                .Select(message => message.Id).ToHashSet();
            ReportEach(ViolationKind.Loss, inHistory.Except(inStream), $"is not in the stream of {stream.UserId}");
            ReportEach(
                ViolationKind.Invention,
                inStream.Except(inHistory),
                $"is in the stream of {stream.UserId} and not in the history");
        }
    }

    private void CheckDevices()
    {
        foreach (var device in _history.Devices)
        {
            CheckOnceAndInOrder(device.Events, device.Device);
            var expected = _streams[device.UserId].Events;
            ReportEach(ViolationKind.Loss, expected.Except(device.Events), $"did not reach {device.Device}");
            ReportEach(
                ViolationKind.Invention,
                device.Events.Except(expected),
                $"reached {device.Device} and is not in the stream");
            if (!device.Events.Distinct().SequenceEqual(expected) && expected.ToHashSet().SetEquals(device.Events))
            {
                Report(
                    ViolationKind.Order,
                    $"{device.Device} received its events in another order than that of the stream");
            }
        }
    }

    private void CheckReadMarks()
    {
        var views = _history.Conversations.ToDictionary(view => (view.OwnerId, view.PeerId));
        foreach (var mark in _history.Marks)
        {
            if (!views.TryGetValue((mark.ReaderId, mark.PeerId), out var view) || view.LastReadSeq < mark.Seq)
            {
                Report(ViolationKind.Loss, $"{mark} is not in the conversation list");
            }
        }

        foreach (var view in _history.Conversations)
        {
            var unread = view.OwnerId == view.PeerId
                ? 0
                : view.Messages.Count(message => message.SenderId == view.PeerId && message.Seq > view.LastReadSeq);
            if (unread != view.UnreadCount)
            {
                Report(
                    ViolationKind.Disagreement,
                    $"{view.OwnerId} has {unread} unread messages of {view.PeerId}, the list says {view.UnreadCount}");
            }
        }
    }

    private void CheckOnceAndInOrder(IReadOnlyList<StreamEvent> events, string where)
    {
        ReportEach(
            ViolationKind.Repeat,
            events.GroupBy(one => one.Cursor).Where(group => group.Count() > 1).Select(group => group.Key),
            $"is twice in {where}");
        ReportEach(
            ViolationKind.Repeat,
            events.Where(one => one.Type == "message")
                .DistinctBy(one => one.Cursor)
                .GroupBy(one => one.MessageId)
                .Where(group => group.Count() > 1)
                .Select(group => group.Key),
            $"is under two cursors in {where}");
        foreach (var conversation in events.GroupBy(
            one => (one.Type, Conversation: one.Type == "read" ? (one.ActorId, one.PeerId) : Pair(one))))
        {
            ReportUnlessRising(conversation.Select(one => one.Seq), $"{conversation.Key} in {where}");
        }
    }

    private void ReportUnlessRising(IEnumerable<long> seqs, string where)
    {
        var last = 0L;
        foreach (var seq in seqs)
        {
            if (seq < last)
            {
                Report(ViolationKind.Order, $"{seq} came after {last}: {where}");
                return;
            }

            last = seq;
        }
    }

    private void ReportEach<T>(ViolationKind kind, IEnumerable<T> things, string what)
    {
        foreach (var thing in things)
        {
            Report(kind, $"{thing} {what}");
        }
    }

    private void Report(ViolationKind kind, string what) => _violations.Add(new Violation(kind, what));

    private static (Guid, Guid) Pair(StreamEvent one) =>
        one.ActorId.CompareTo(one.PeerId) < 0 ? (one.ActorId, one.PeerId) : (one.PeerId, one.ActorId);
}
