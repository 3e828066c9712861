using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>An in-memory event log that counts its reads.</summary>
internal sealed class FakeLog : IEventLog
{
    public const int FirstEpoch = 7;

    private readonly List<LoggedEvent> _events = [];

    public int Epoch { get; set; } = FirstEpoch;

    public int Reads { get; private set; }

    public MessageSent Add(Guid userId, string content = "Hello!")
    {
        var number = _events.Count + 1;
        var message = new Message
        {
            Id = Guid.CreateVersion7(),
            ConversationId = Guid.CreateVersion7(),
            Seq = number,
            SenderId = userId,
            RecipientId = userId,
            Content = content,
            CreatedAt = Databases.TestTime.Noon,
            SentByFirst = number,
        };
        var sent = new MessageSent(message, "alice", [new StreamPosition(userId, number)]);
        _events.Add(new LoggedEvent(number, sent));
        return sent;
    }

    public void AddRead(Guid userId)
    {
        var number = _events.Count + 1;
        var read = new MessagesRead(
            Guid.CreateVersion7(), userId, userId, Guid.CreateVersion7(), 1, [new StreamPosition(userId, number)]);
        _events.Add(new LoggedEvent(number, read));
    }

    public Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken) =>
        Task.FromResult(new StreamBounds(0, _events.Count));

    /// <summary>The number up to which events are no longer kept.</summary>
    public long Floor { get; set; }

    public Task<Result<Page<LoggedEvent>>> ReadAsync(
        Guid userId, long after, int limit, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult<Result<Page<LoggedEvent>>>(
            after < Floor
                ? StreamCursors.Expired
                : Page<LoggedEvent>.FromOneMore(
                    [.. _events.Where(logged => logged.Number > after).Take(limit + 1)], limit));
    }
}
