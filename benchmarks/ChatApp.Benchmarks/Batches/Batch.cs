using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Persistence.Messages.Batching;
using ChatApp.Infrastructure.Persistence.Postgres;
using Npgsql;

namespace ChatApp.Benchmarks.Batches;

/// <summary>The messages of a batch, and what the batch writer does with them beside waiting for the database.</summary>
internal sealed class Batch
{
    private readonly List<WriteRequest> _requests = [];
    private readonly List<KnownConversation> _conversations = [];
    private readonly WriteBatch _assembled;

    public Batch(int pairs, int inFlight)
    {
        for (var pair = 0; pair < pairs; pair++)
        {
            var (alice, bob) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var known = new KnownConversation(Guid.CreateVersion7(), ParticipantPair.Of(alice, bob), "alice", "bob");
            _conversations.Add(known);
            for (var i = 0; i < inFlight; i++)
            {
                _requests.Add(new AppendRequest(new NewMessage(alice, bob, Sample.Text64, Guid.CreateVersion7())) { Conversation = known });
            }
        }

        _assembled = Assemble();
    }

    public BatchKeys Keys() => BatchKeys.Of(_requests);

    /// <summary>Lets the requests decide, on rows that are restored as from the database.</summary>
    public WriteBatch Assemble()
    {
        var rows = new BatchRows();
        foreach (var known in _conversations)
        {
            rows.Conversations.Add(known.Id, Conversation.Restore(
                known.Id, known.Pair, 100, 50, TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(),
                    new ReadMark(90, 45), new ReadMark(90, 45)));
            rows.Streams.Add(known.Pair.First, StreamCounter.Restore(known.Pair.First, 1000));
            rows.Streams.Add(known.Pair.Second, StreamCounter.Restore(known.Pair.Second, 1000));
        }

        var batch = new WriteBatch(rows, TimeProvider.System);
        _requests.ForEach(request => request.Apply(batch));
        return batch;
    }

    /// <summary>The writes of the batch as PostgreSQL gets them.</summary>
    public NpgsqlBatch Statements()
    {
        var statements = new NpgsqlBatch();
        PostgresBatchStatements.AddTo(statements, _assembled);
        return statements;
    }
}
