using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>What every backplane does, as long as it loses nothing.</summary>
internal abstract class BackplaneContract
{
    protected Guid Alice { get; } = Guid.CreateVersion7();

    /// <summary>A node of its own on the backplane.</summary>
    protected abstract Task<IBackplane> JoinAsync(FakeInbox inbox);

    /// <summary>Returns once the node hears of the user, or no longer does.</summary>
    protected abstract Task SettleAsync(IBackplane backplane, FakeInbox inbox, Guid userId);

    [Test]
    public async Task A_hint_of_every_kind_reaches_the_other_nodes()
    {
        var (one, others) = (new FakeInbox(), new[] { new FakeInbox(), new FakeInbox() });
        var sender = await JoinAsync(one);
        foreach (var other in others)
        {
            await ConnectAsync(await JoinAsync(other), other, Alice);
        }

        Hint[] hints = [new SessionClosed(Alice, Guid.CreateVersion7()), new StreamGrown(Alice, long.MaxValue)];
        foreach (var hint in hints)
        {
            sender.Publish(one, hint);
        }

        foreach (var other in others)
        {
            Assert.That(new[] { await other.NextHintAsync(), await other.NextHintAsync() }, Is.EquivalentTo(hints));
        }
    }

    [Test]
    public async Task A_user_who_comes_goes_and_comes_again_is_heard_of()
    {
        var (one, other) = (new FakeInbox(), new FakeInbox());
        var sender = await JoinAsync(one);
        var receiver = await JoinAsync(other);
        await ConnectAsync(receiver, other, Alice);
        other.Disconnect(Alice);
        receiver.InterestChanged(Alice);
        other.Connect(Alice);
        receiver.InterestChanged(Alice);

        sender.Publish(one, new StreamGrown(Alice, 7));

        // Published while the subscription was not there, the hint is lost, and the node is told to look instead.
        Task[] either = [other.NextHintAsync(), other.NextLookUpAsync()];
        await await Task.WhenAny(either);
    }

    protected async Task ConnectAsync(IBackplane backplane, FakeInbox inbox, Guid userId)
    {
        inbox.Connect(userId);
        backplane.InterestChanged(userId);
        await SettleAsync(backplane, inbox, userId);
    }
}
