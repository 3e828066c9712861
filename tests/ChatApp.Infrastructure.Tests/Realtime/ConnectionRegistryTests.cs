using ChatApp.Infrastructure.Events;
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
    public void The_feed_of_a_user_who_is_expected_hears_of_events_and_becomes_the_connections_feed()
    {
        var expectation = _registry.Expect(_alice);
        var expected = _registry.Find(_alice);
        expected!.Raise(7);

        var feed = _registry.TryAdd(new FakeConnection(_alice), 20);
        expectation.Dispose();

        Assert.That(feed, Is.SameAs(expected));
        Assert.That(_registry.Find(_alice)?.Head, Is.EqualTo(7));
    }

    [Test]
    public void A_user_who_is_expected_and_does_not_come_leaves_nothing()
    {
        var (first, second) = (_registry.Expect(_alice), _registry.Expect(_alice));

        first.Dispose();
        first.Dispose();
        Assert.That(_registry.Find(_alice), Is.Not.Null, "the second is still expected, whatever the first does");
        second.Dispose();

        Assert.That(_registry.Find(_alice), Is.Null);
        Assert.That(_registry.Feeds, Is.Empty);
    }

    [Test]
    public void A_user_who_leaves_while_expected_again_keeps_the_feed()
    {
        var connection = new FakeConnection(_alice);
        var feed = _registry.TryAdd(connection, 20);
        using (_registry.Expect(_alice))
        {
            _registry.Remove(connection);
            Assert.That(_registry.TryAdd(new FakeConnection(_alice), 20), Is.SameAs(feed));
        }

        Assert.That(_registry.Find(_alice), Is.SameAs(feed));
    }

    [Test]
    public void Interest_changes_when_the_first_is_expected_and_when_the_last_is_gone()
    {
        var changes = new List<bool>();
        _registry.InterestChanged += userId => changes.Add(_registry.Find(userId) is not null);
        var connection = new FakeConnection(_alice);

        var expectation = _registry.Expect(_alice);
        _registry.TryAdd(connection, 20);
        expectation.Dispose();
        Assert.That(changes, Is.EqualTo(new[] { true }));
        _registry.Remove(connection);

        Assert.That(changes, Is.EqualTo(new[] { true, false }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Coming_and_going_at_once_never_leaves_a_connection_on_a_retired_feed(bool isExpected)
    {
        var lost = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var connection = new FakeConnection(_alice);
                using (isExpected ? _registry.Expect(_alice) : null)
                {
                    _registry.TryAdd(connection, 20);
                }

                _registry.Find(_alice)?.Append(i, new EncodedEvent(IsForEverySocket: true, new byte[1]));
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
