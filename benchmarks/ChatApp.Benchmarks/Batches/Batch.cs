using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Persistence.Writing;
using Npgsql;

namespace ChatApp.Benchmarks.Batches;

/// <summary>
/// The messages of a batch, and what the batch writer does with them beside waiting for the database.
/// </summary>
internal sealed class Batch
{
    private readonly List<QueuedWrite> _writes = [];
    private readonly List<KnownConversation> _conversations = [];
    private readonly BatchChanges _changes;

    public Batch(int pairs, int inFlight)
    {
        for (var pair = 0; pair < pairs; pair++)
        {
            var (alice, bob) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var known = new KnownConversation(Guid.CreateVersion7(), ParticipantPair.Of(alice, bob), "alice", "bob");
            _conversations.Add(known);
            for (var i = 0; i < inFlight; i++)
            {
                var command = new SendMessage(alice, bob, Sample.Text64, Guid.CreateVersion7());
                _writes.Add(new QueuedWrite<SentMessage>(new SendMessageWrite(command, new NoLimits()))
                {
                    Conversation = known,
                });
            }
        }

        _changes = Assemble();
    }

    public WriteKeys Keys() => QueuedWrite.KeysOf(_writes);

    /// <summary>Lets the writes decide, on rows as from the database, and finds what has changed.</summary>
    public BatchChanges Assemble()
    {
        var rows = new WriteRows();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var known in _conversations)
        {
            var conversation = Conversation.Open(known.Id, known.Pair);
            conversation.Post(Guid.CreateVersion7(), known.Pair.First, Sample.Text64, clientMessageId: null, now);
            rows.Conversations.Add(known.Id, conversation);
            foreach (var userId in known.Pair.Users)
            {
                rows.Members.Add((known.Id, userId), Member.Join(known.Id, userId));
                rows.Streams.Add(userId, StreamCounter.Open(userId));
            }
        }

        var batch = new WriteBatch(rows, TimeProvider.System);
        _writes.ForEach(write => write.Decide(batch));
        return BatchChanges.Of(batch);
    }

    /// <summary>The writes of the batch as PostgreSQL gets them.</summary>
    public NpgsqlBatch Statements()
    {
        var statements = new NpgsqlBatch();
        PostgresConversationTransaction.AddTo(statements, _changes);
        return statements;
    }

    private sealed class NoLimits : ISendLimits
    {
        public Error? CountFrame(Guid userId) => null;

        public Error? CountMessage(SendMessage message) => null;

        public void GiveBack(SendMessage message)
        {
        }

        public Error? CountChange(Guid userId, int length) => null;

        public Error? CountNewConversation(Guid userId) => null;

        public void GiveBackNewConversation(Guid userId)
        {
        }
    }
}
