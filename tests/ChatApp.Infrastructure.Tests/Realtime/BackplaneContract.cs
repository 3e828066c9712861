using ChatApp.Application.Signals;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>The behaviour of every backplane while it loses nothing.</summary>
internal abstract class BackplaneContract
{
    protected Guid Alice { get; } = Guid.CreateVersion7();

    /// <summary>Adds a new node to the backplane.</summary>
    protected abstract Task<IBackplane> JoinAsync(FakeInbox inbox);

    /// <summary>Completes once the node is subscribed to the user's hints, or no longer is.</summary>
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

        Hint[] hints =
        [
            new SessionClosed(Alice, Guid.CreateVersion7()),
            new StreamGrown(Alice, long.MaxValue),
            Signal(new Typing(Guid.CreateVersion7())),
            Signal(new Typing(Guid.CreateVersion7())),
        ];
        foreach (var hint in hints)
        {
            sender.Publish(one, hint);
        }

        foreach (var other in others)
        {
            var received = new List<Hint>();
            while (received.Count < hints.Length)
            {
                received.Add(await other.NextHintAsync());
            }

            Assert.That(received, Is.EquivalentTo(hints).Using(new HintComparer()));
        }
    }

    [Test]
    public async Task A_user_who_reconnects_gets_hints_again()
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

        // A hint that was published without the subscription is lost; the node must look up the user instead.
        Task[] either = [other.NextHintAsync(), other.NextLookUpAsync()];
        await await Task.WhenAny(either);
    }

    private SignalSent Signal(Signal signal) => new(Alice, signal.Encode().Json, signal);

    protected async Task ConnectAsync(IBackplane backplane, FakeInbox inbox, Guid userId)
    {
        inbox.Connect(userId);
        backplane.InterestChanged(userId);
        await SettleAsync(backplane, inbox, userId);
    }
}
