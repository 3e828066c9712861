namespace ChatApp.Api.Tests.Concurrency;

/// <summary>
/// Two nodes that lose every hint between them (contract, section 6, point 4). Each must find changes by itself within
/// five seconds.
/// </summary>
[TestFixture]
public sealed class LostHintsTests() : ContractTests(Database.Postgres)
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private ChatTestServer _first = null!;
    private ChatTestServer _second = null!;

    [OneTimeSetUp]
    public async Task StartBoth()
    {
        _first = await ChatTestServer.StartAsync(TestDatabases.Options(Database.Postgres));
        _first.Faults.LoseHints = true;
        _second = await _first.StartNodeAsync();
    }

    [OneTimeTearDown]
    public async Task StopBoth()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Test]
    public async Task Events_still_arrive_in_order_and_once()
    {
        const int Count = 300;
        var (alice, bob) = (await _first.RegisterAsync(), await _second.RegisterAsync());
        await using var socket = await bob.ConnectAsync();
        for (var i = 0; i < Count; i++)
        {
            await alice.SendAsync(bob, $"message {i}");
        }

        var last = await alice.SendAsync(bob, "last");
        var received = await socket.NextAsync(frame => frame.Type == "message" && frame.ToMessage() == last, Promised);

        Assert.That(received.ToMessage(), Is.EqualTo(last));
        Assert.That(
            socket.ReceivedMessages.Select(message => message.Seq),
            Is.EqualTo(Enumerable.Range(1, Count + 1).Select(i => (long)i)));
    }

    [Test]
    public async Task The_socket_of_a_session_that_ended_on_another_node_is_closed()
    {
        var alice = await _first.RegisterAsync();
        await using var socket = await alice.On(_second).ConnectAsync();

        await alice.LogOutAsync();

        Assert.That(await socket.WaitForCloseAsync().WaitAsync(Promised), Is.EqualTo(4001));
        await alice.On(_second).AccessTokenDiesAsync();
    }
}
