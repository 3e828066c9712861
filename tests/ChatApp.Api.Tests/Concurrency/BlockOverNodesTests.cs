namespace ChatApp.Api.Tests.Concurrency;

/// <summary>A block holds on every node from the moment it is acknowledged (contract, section 3).</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class BlockOverNodesTests(bool withRedis) : ContractTests(Database.Postgres)
{
    private const int Rounds = 40;
    private const int Senders = 4;

    private ChatTestServer _first = null!;
    private ChatTestServer _second = null!;

    [OneTimeSetUp]
    public async Task StartBoth()
    {
        _first = await (withRedis
            ? StartServerAsync(("ConnectionStrings:Redis", TestRedis.ConnectionString))
            : StartServerAsync());
        _second = await _first.StartNodeAsync();
    }

    [OneTimeTearDown]
    public async Task StopBoth()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task No_message_passes_an_acknowledged_block_and_every_message_passes_after_it(bool isBlockedBySender)
    {
        var (sender, peer) = (await _first.RegisterAsync(), await _first.RegisterAsync());
        var there = sender.On(_second);
        var (blocker, blocked) = isBlockedBySender ? (sender, peer) : (peer, sender);
        await there.SendAsync(peer, "makes the node cache the rows");
        var passed = 1;
        for (var round = 0; round < Rounds; round++)
        {
            var isAcknowledged = false;
            var crossing = Enumerable.Range(0, Senders).Select(_ => SendUntilRefusedAsync()).ToList();
            await blocker.BlockAsync(blocked.Id);
            Volatile.Write(ref isAcknowledged, true);
            await there.SendAsync(peer, "after the block").RefusedAsync(HttpStatusCode.Forbidden, "blocked");
            passed += (await Task.WhenAll(crossing)).Sum();

            await blocker.UnblockAsync(blocked.Id);
            await there.SendAsync(peer, "after the end of the block");
            passed++;

            // Sends until the block is noticed; the number of messages that were taken.
            async Task<int> SendUntilRefusedAsync()
            {
                for (var taken = 0; ; taken++)
                {
                    var isAfter = Volatile.Read(ref isAcknowledged);
                    try
                    {
                        await there.SendAsync(peer, "crossing");
                    }
                    catch (ChatProblemException problem) when (problem.Code == "blocked")
                    {
                        return taken;
                    }

                    Assert.That(isAfter, Is.False, "this message was sent after the acknowledgement of the block");
                }
            }
        }

        var newest = (await peer.HistoryAsync(sender.Id, limit: 1)).Items.Single();
        Assert.That(newest.Seq, Is.EqualTo(passed), "nothing that was refused is stored");
        Assert.That(passed, Is.GreaterThan(Rounds + 1), "messages crossed the block, so the test shows something");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task No_mark_passes_a_block_of_another_node(bool isBlockedByReader)
    {
        var (reader, peer) = (await _first.RegisterAsync(), await _first.RegisterAsync());
        var there = reader.On(_second);
        var (blocker, blocked) = isBlockedByReader ? (reader, peer) : (peer, reader);
        for (var round = 0; round < Rounds; round++)
        {
            var sent = await peer.On(_second).SendAsync(reader, "makes the node cache the rows");
            await blocker.BlockAsync(blocked.Id);
            var since = (await peer.SyncAsync()).Cursor;

            await there.MarkReadAsync(peer.Id, sent.Id);

            Assert.That((await peer.SyncAsync(since)).Events, Is.Empty);
            await blocker.UnblockAsync(blocked.Id);
            var next = await peer.On(_second).SendAsync(reader, "next");
            await there.MarkReadAsync(peer.Id, next.Id);
            var row = (await peer.ConversationsAsync()).Items.Single();
            Assert.That((row.PeerLastReadSeq, row.PeerLastDeliveredSeq), Is.EqualTo((next.Seq, next.Seq)));
        }
    }
}
