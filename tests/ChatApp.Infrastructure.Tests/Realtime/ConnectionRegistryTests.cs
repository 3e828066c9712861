using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class ConnectionRegistryTests
{
    private readonly ConnectionRegistry _registry = new();
    private readonly Guid _alice = Guid.CreateVersion7();

    [Test]
    public void Connections_of_one_user_share_a_feed()
    {
        var one = _registry.TryAdd(new FakeConnection(_alice), 20);
        var two = _registry.TryAdd(new FakeConnection(_alice), 20);
        var other = _registry.TryAdd(new FakeConnection(Guid.CreateVersion7()), 20);

        Assert.That(two, Is.SameAs(one));
        Assert.That(other, Is.Not.SameAs(one));
        Assert.That(_registry.Find(_alice), Is.SameAs(one));
        Assert.That(_registry.Connections.Count(), Is.EqualTo(3));
    }

    [Test]
    public void The_connection_over_the_limit_is_refused_until_one_goes()
    {
        var first = new FakeConnection(_alice);
        _registry.TryAdd(first, 2);
        _registry.TryAdd(new FakeConnection(_alice), 2);

        Assert.That(_registry.TryAdd(new FakeConnection(_alice), 2), Is.Null);
        _registry.Remove(first);
        Assert.That(_registry.TryAdd(new FakeConnection(_alice), 2), Is.Not.Null);
    }

    [Test]
    public void With_the_last_connection_the_feed_goes()
    {
        var connection = new FakeConnection(_alice);
        var feed = _registry.TryAdd(connection, 20);

        _registry.Remove(connection);

        Assert.That(_registry.Find(_alice), Is.Null);
        Assert.That(_registry.TryAdd(connection, 20), Is.Not.SameAs(feed));
    }

    [Test]
    public void A_connection_of_an_unknown_user_may_be_removed()
    {
        Assert.That(() => _registry.Remove(new FakeConnection(_alice)), Throws.Nothing);
    }

    [Test]
    public async Task Coming_and_going_at_once_never_leaves_a_connection_on_a_retired_feed()
    {
        var lost = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var connection = new FakeConnection(_alice);
                _registry.TryAdd(connection, 20);
                _registry.Find(_alice)?.Append(new EncodedEvent(i, IsMessage: true, new byte[1]));
                if (_registry.Find(_alice)?.Connections.Contains(connection) != true || connection.Wakes == 0)
                {
                    Interlocked.Increment(ref lost);
                }

                _registry.Remove(connection);
            }
        }))).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(lost, Is.Zero);
        Assert.That(_registry.Find(_alice), Is.Null);
        Assert.That(_registry.Connections, Is.Empty);
    }
}
