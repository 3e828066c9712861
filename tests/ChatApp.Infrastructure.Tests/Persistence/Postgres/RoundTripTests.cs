using System.Diagnostics;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class RoundTripTests
{
    [Test]
    public async Task A_batch_of_a_hundred_messages_costs_as_many_statements_as_a_batch_of_one()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "opens the conversation");
        using var executions = new Executions(database.Name);

        await node.AppendAsync(alice, bob, "alone", Guid.CreateVersion7());
        var ofOne = executions.Take();

        control.Close();
        var plug = node.AppendAsync(alice, bob, "plug", Guid.CreateVersion7());
        await control.Reached;
        var calls = Enumerable.Range(0, 100).Select(i => node.AppendAsync(alice, bob, $"{i}", Guid.CreateVersion7())).ToList();
        control.Open();
        await Task.WhenAll([plug, .. calls]);
        var ofPlugAndHundred = executions.Take();

        Assert.That(control.BatchSizes, Is.EqualTo(new[] { 1, 1, 1, 100 }));
        Assert.That(ofOne, Has.Count.EqualTo(2), "one round trip that locks and reads, one that writes and commits");
        Assert.That(ofPlugAndHundred, Is.EqualTo(ofOne.Concat(ofOne)), "the same statements, whatever the number of rows");
    }

    /// <summary>The statements that Npgsql sends to one database: one entry for each round trip.</summary>
    private sealed class Executions : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly List<string> _statements = [];

        public Executions(string database)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    var tags = activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
                    if (tags.ContainsValue(database) && (tags.GetValueOrDefault("db.query.text") ?? tags.GetValueOrDefault("db.statement")) is { } text)
                    {
                        lock (_statements)
                        {
                            _statements.Add(text);
                        }
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public List<string> Take()
        {
            lock (_statements)
            {
                List<string> taken = [.. _statements];
                _statements.Clear();
                return taken;
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
