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
    public void A_connection_above_the_limit_is_refused_until_another_one_closes()
    {
        var first = new FakeConnection(_alice);
        _registry.TryAdd(first, 2);
        _registry.TryAdd(new FakeConnection(_alice), 2);

        Assert.That(_registry.TryAdd(new FakeConnection(_alice), 2), Is.Null);
        _registry.Remove(first);
        Assert.That(_registry.TryAdd(new FakeConnection(_alice), 2), Is.Not.Null);
    }

    [Test]
    public void The_feed_is_removed_with_the_last_connection()
    {
        var connection = new FakeConnection(_alice);
        var feed = _registry.TryAdd(connection, 20);

        _registry.Remove(connection);

        Assert.That(_registry.Find(_alice), Is.Null);
        Assert.That(_registry.TryAdd(connection, 20), Is.Not.SameAs(feed));
    }

    [Test]
    public void Removing_a_connection_of_an_unknown_user_is_allowed()
    {
        Assert.That(() => _registry.Remove(new FakeConnection(_alice)), Throws.Nothing);
    }

    [Test]
    public void The_feed_of_an_expected_user_receives_events()
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
    public void An_expected_user_who_does_not_connect_leaves_no_feed()
    {
        var (first, second) = (_registry.Expect(_alice), _registry.Expect(_alice));

        first.Dispose();
        first.Dispose();
        Assert.That(_registry.Find(_alice), Is.Not.Null, "the second connection is still expected");
        second.Dispose();

        Assert.That(_registry.Find(_alice), Is.Null);
        Assert.That(_registry.Feeds, Is.Empty);
    }

    [Test]
    public void A_user_who_is_expected_again_keeps_the_feed()
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
    public void Interest_changes_with_the_first_expected_and_the_last_removed_connection()
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
    public async Task Parallel_connects_and_disconnects_never_use_a_retired_feed(bool isExpected)
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

                _registry.Find(_alice)?.Append(
                    i, new EncodedEvent(IsForEverySocket: true, ChangesEarlier: false, new byte[1]));
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
