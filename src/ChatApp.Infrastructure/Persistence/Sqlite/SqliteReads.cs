using System.Collections.Concurrent;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <remarks>Reads are synchronous: as many connections as threads read at once; a few idle ones are kept.</remarks>
internal sealed class SqliteReads(string connectionString, SqliteWriteGate gate) : IPreparedReads, IDisposable
{
    private const int MaxIdle = 16;
    private const string SelectBounds = "SELECT floor, head FROM user_streams WHERE user_id = $1";

    // CROSS JOIN keeps the order of the tables, and so that of the rows.
    private static readonly string SelectFromIndex =
        $"""
        SELECT {MessageTable.Rows.ListColumns("m")}, u.username, hit.rowid
        FROM (
            SELECT rowid, message_id FROM search_tokens WHERE search_tokens MATCH $1 AND rowid < $2
            ORDER BY rowid DESC LIMIT $3) AS hit
        CROSS JOIN messages m ON m.id = hit.message_id CROSS JOIN users u ON u.id = m.sender_id
        """;

    private const string SelectInTouch =
        $"""
        SELECT 1 FROM conversations c JOIN conversation_members m ON m.conversation_id = c.id AND m.user_id = $1
        WHERE c.first_user_id = $1 AND c.second_user_id = $2 AND {InTouch.Condition}
        """;

    private const string SelectPeers =
        $"""
        SELECT c.first_user_id, c.second_user_id, c.id, {InTouch.Condition}
        FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
        WHERE m.user_id = $1 AND m.conversation_id < $2
        ORDER BY m.conversation_id DESC LIMIT $3
        """;

    private readonly ConcurrentBag<SqlitePreparedConnection> _idle = [];

    public Task<List<MessageDto>> ReadMessagesAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken) =>
        ReadAsync(
            connection =>
            {
                object?[] values = [conversation.Id, (long)count, .. range.Bounds.Cast<object>()];
                var (message, messages) = (new Message(), new List<MessageDto>(count));
                connection.Read(
                    MessagePageSql.For(range),
                    row => messages.Add(MessagePageSql.Read(row, message)),
                    values);
                return messages;
            },
            cancellationToken);

    public Task<List<FoundMessage>> FindInIndexAsync(IndexRange range, CancellationToken cancellationToken) =>
        ReadAsync(
            connection =>
            {
                var before = SearchKeys.RowOf(range.StreamId, range.Before);
                var (message, columns) = (new Message(), MessageTable.Rows.Columns.Count);
                var found = new List<FoundMessage>(range.Count);
                foreach (var condition in range.Conditions(quote: '"', start: " *", and: " AND "))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    connection.Read(
                        SelectFromIndex,
                        row =>
                        {
                            MessageTable.Rows.Read(row, message);
                            found.Add(new FoundMessage(
                                SearchKeys.NumberOf(row.Get<long>(columns + 1)),
                                MessageDto.From(message, row.Get<string>(columns)!)));
                        },
                        condition,
                        before,
                        (long)(range.Count - found.Count));
                    if (found.Count == range.Count)
                    {
                        break;
                    }
                }

                return found;
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
        IReadOnlyList<Guid> userIds, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<Guid, StreamBounds>>(
            connection =>
            {
                var found = new Dictionary<Guid, StreamBounds>(userIds.Count);
                foreach (var userId in userIds)
                {
                    connection.Read(
                        SelectBounds,
                        row => found.Add(userId, new StreamBounds(row.Get<long>(0), row.Get<long>(1))),
                        userId);
                }

                return found;
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<ParticipantPair, bool>> FindInTouchAsync(
        IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<ParticipantPair, bool>>(
            connection =>
            {
                var found = new Dictionary<ParticipantPair, bool>();
                foreach (var pair in pairs)
                {
                    connection.Read(SelectInTouch, _ => found.Add(pair, true), pair.First, pair.Second);
                }

                return found;
            },
            cancellationToken);

    public Task<List<FoundPeer>> FindPeersAsync(
        IReadOnlyList<PeersBefore> asked, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            connection =>
            {
                var found = new List<FoundPeer>();
                foreach (var (userId, before) in asked)
                {
                    connection.Read(
                        SelectPeers,
                        row =>
                        {
                            var pair = ParticipantPair.Of(row.Get<Guid>(0), row.Get<Guid>(1));
                            found.Add(
                                new FoundPeer(userId, pair.PeerOf(userId), row.Get<Guid>(2), row.Get<bool>(3)));
                        },
                        userId,
                        before,
                        (long)limit);
                }

                return found;
            },
            cancellationToken);

    public async Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken)
    {
        var stored = await ReadBoundsAsync([.. known.Select(stream => stream.UserId)], cancellationToken);
        return
        [
            .. known.Where(stream => stored.TryGetValue(stream.UserId, out var bounds) && bounds.Head > stream.Head)
                .Select(stream => new StreamHead(stream.UserId, stored[stream.UserId].Head)),
        ];
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private async Task<T> ReadAsync<T>(Func<SqlitePreparedConnection, T> read, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = await SqlitePreparedConnection.OpenAsync(connectionString, gate, cancellationToken);
        }

        try
        {
            var result = read(connection);
            if (connection.MayBeKept && _idle.Count < MaxIdle)
            {
                _idle.Add(connection);
                connection = null;
            }

            return result;
        }
        finally
        {
            connection?.Dispose();
        }
    }
}
