using System.Collections.Concurrent;
using System.Diagnostics;

namespace ChatApp.Fault.Tests.Recording;

/// <summary>Records the events of a run. Thread-safe.</summary>
internal sealed class HistoryRecorder
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<IntendedMessage> _intended = new();
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly ConcurrentDictionary<Guid, Acknowledgement> _acknowledgements = new();
    private readonly ConcurrentQueue<Acknowledgement> _further = new();
    private readonly ConcurrentQueue<AcknowledgedMark> _marks = new();
    private readonly ConcurrentQueue<Violation> _wrongAnswers = new();

    /// <summary>The time since the start of the run.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>The number of messages acknowledged so far.</summary>
    public int AcknowledgedCount => _acknowledgements.Count;

    /// <summary>The first acknowledgement of each message.</summary>
    public IEnumerable<Acknowledgement> Acknowledgements => _acknowledgements.Values;

    /// <summary>Answers that a correct server does not give.</summary>
    public IReadOnlyCollection<Violation> WrongAnswers => _wrongAnswers;

    public void Intend(IntendedMessage message) => _intended.Enqueue(message);

    public void Try(Attempt attempt) => _attempts.Enqueue(attempt);

    public void Acknowledge(Guid clientMessageId, Guid messageId, long seq)
    {
        var acknowledgement = new Acknowledgement(clientMessageId, messageId, seq, Now);
        if (!_acknowledgements.TryAdd(clientMessageId, acknowledgement))
        {
            _further.Enqueue(acknowledgement);
        }
    }

    public void AcknowledgeMark(AcknowledgedMark mark) => _marks.Enqueue(mark);

    public void WrongAnswer(string what) => _wrongAnswers.Enqueue(new Violation(ViolationKind.WrongAnswer, what));

    /// <summary>The last acknowledged message of each sender.</summary>
    public IReadOnlyList<(IntendedMessage Message, Guid Id)> LastOfEachSender() =>
        [.. _intended.Where(message => _acknowledgements.ContainsKey(message.ClientMessageId))
            .Select(message => (Message: message, Acknowledgement: _acknowledgements[message.ClientMessageId]))
            .GroupBy(sent => sent.Message.SenderId)
            .Select(group => group.MaxBy(sent => sent.Acknowledgement.At))
            .Select(sent => (sent.Message, sent.Acknowledgement.MessageId))];

    public History Complete(
        IReadOnlyList<DeviceLog> devices,
        IReadOnlyList<ConversationView> conversations,
        IReadOnlyList<UserStream> streams) =>
        new(
            [.. _intended],
            [.. _attempts],
            [.. _acknowledgements.Values, .. _further],
            [.. _marks],
            devices,
            conversations,
            streams);
}
