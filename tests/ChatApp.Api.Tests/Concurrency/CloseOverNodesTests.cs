namespace ChatApp.Api.Tests.Concurrency;

/// <summary>The end of an account holds on every node from the moment it is acknowledged.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class CloseOverNodesTests(bool withRedis) : ContractTests(Database.Postgres)
{
    private const int Rounds = 20;
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
    public async Task No_message_to_or_from_a_closed_account_is_stored(bool isClosedBySender)
    {
        var crossed = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (sender, peer) = (await _first.RegisterAsync(), await _first.RegisterAsync());
            var there = sender.On(_second);
            await there.SendAsync(peer, "makes the node cache the rows");
            var isAcknowledged = false;
            var crossing = Enumerable.Range(0, Senders).Select(_ => SendUntilRefusedAsync()).ToList();

            await (isClosedBySender ? sender : peer).CloseAccountAsync();
            Volatile.Write(ref isAcknowledged, true);

            var passed = (await Task.WhenAll(crossing)).Sum();
            crossed += passed;
            var reader = isClosedBySender ? peer : sender;
            var newest = (await reader.HistoryAsync((isClosedBySender ? sender : peer).Id, limit: 1)).Items.Single();
            Assert.That(newest.Seq, Is.EqualTo(1 + passed), "nothing that was refused is stored");

            // Sends until the end of the account is noticed; the number of messages that were taken.
            async Task<int> SendUntilRefusedAsync()
            {
                for (var taken = 0; ; taken++)
                {
                    var isAfter = Volatile.Read(ref isAcknowledged);
                    try
                    {
                        await there.SendAsync(peer, "crossing");
                    }
                    catch (ChatProblemException problem)
                        when (problem.Code == (isClosedBySender ? "unauthorized" : "recipient_not_found"))
                    {
                        return taken;
                    }

                    Assert.That(isAfter, Is.False, "this message was sent after the acknowledgement of the closing");
                }
            }
        }

        Assert.That(crossed, Is.GreaterThan(0), "messages crossed the closing, so the test shows something");
    }

    [Test]
    public async Task Sockets_and_tokens_end_on_the_other_node()
    {
        var alice = await _first.RegisterAsync();
        await using var socket = await alice.On(_second).ConnectAsync();

        await alice.CloseAccountAsync();

        Assert.That(
            await socket.WaitForCloseAsync().WaitAsync(TimeSpan.FromSeconds(5)), Is.EqualTo(4001));
        await alice.On(_second).AccessTokenDiesAsync();
    }

    [Test]
    public async Task Another_node_deletes_the_messages_under_the_deleted_name()
    {
        var (alice, bob) = (await _first.RegisterAsync(), await _first.RegisterAsync());
        await alice.On(_second).SendAsync(bob, "makes the node cache the name");
        await using var socket = await bob.On(_second).ConnectAsync();

        await alice.CloseAccountAsync(eraseMessages: true);

        var deleted = (await socket.NextAsync("message_deleted")).ToDeletedMessage();
        Assert.That((deleted.Content, deleted.SenderUsername[..8]), Is.EqualTo(("", "deleted-")));
        Assert.That(
            (await bob.On(_second).HistoryAsync(alice.Id)).Items.Single().SenderUsername, Does.StartWith("deleted-"));
    }
}
