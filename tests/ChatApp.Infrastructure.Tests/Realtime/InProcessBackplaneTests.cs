using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class InProcessBackplaneTests : BackplaneContract
{
    private readonly InProcessBackplane _backplane = new();

    [Test]
    public void A_hint_does_not_return_to_its_sender()
    {
        var inbox = new FakeInbox();
        using var subscription = _backplane.Subscribe(inbox);

        _backplane.Publish(inbox, new StreamGrown(Alice, 17));

        Assert.That(inbox.HasHints, Is.False);
    }

    [Test]
    public void A_node_that_has_left_gets_no_hints()
    {
        var inbox = new FakeInbox();
        _backplane.Subscribe(inbox).Dispose();

        _backplane.Publish(new FakeInbox(), new StreamGrown(Alice, 17));

        Assert.That(inbox.HasHints, Is.False);
    }

    protected override Task<IBackplane> JoinAsync(FakeInbox inbox)
    {
        _backplane.Subscribe(inbox);
        return Task.FromResult<IBackplane>(_backplane);
    }

    protected override Task SettleAsync(IBackplane backplane, FakeInbox inbox, Guid userId) => Task.CompletedTask;
}
