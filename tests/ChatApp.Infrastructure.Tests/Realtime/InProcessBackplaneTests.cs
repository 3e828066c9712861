using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class InProcessBackplaneTests : BackplaneContract
{
    protected override IBackplane Backplane { get; } = new InProcessBackplane();
}

/// <summary>What every backplane does, as long as it loses nothing.</summary>
internal abstract class BackplaneContract
{
    private readonly Inbox _one = new();
    private readonly Inbox _other = new();

    protected abstract IBackplane Backplane { get; }

    [Test]
    public async Task A_hint_reaches_the_other_nodes_and_not_the_one_that_gave_it()
    {
        using var ofOne = Backplane.Subscribe(_one);
        using var ofOther = Backplane.Subscribe(_other);
        var hint = new StreamGrown(Guid.CreateVersion7(), 17);

        await Backplane.PublishAsync(_one, hint, CancellationToken.None);

        Assert.That(_other.Hints, Is.EqualTo(new[] { hint }));
        Assert.That(_one.Hints, Is.Empty);
    }

    [Test]
    public async Task A_node_that_has_left_gets_none()
    {
        using var ofOne = Backplane.Subscribe(_one);
        Backplane.Subscribe(_other).Dispose();

        await Backplane.PublishAsync(_one, new StreamGrown(Guid.CreateVersion7(), 17), CancellationToken.None);

        Assert.That(_other.Hints, Is.Empty);
    }

    [Test]
    public async Task Hints_of_every_kind_are_carried()
    {
        using var ofOne = Backplane.Subscribe(_one);
        using var ofOther = Backplane.Subscribe(_other);
        Hint[] hints = [new SessionClosed(Guid.CreateVersion7(), Guid.CreateVersion7()), new StreamGrown(Guid.CreateVersion7(), 1)];

        foreach (var hint in hints)
        {
            await Backplane.PublishAsync(_one, hint, CancellationToken.None);
        }

        Assert.That(_other.Hints, Is.EqualTo(hints));
    }

    private sealed class Inbox : INodeInbox
    {
        public List<Hint> Hints { get; } = [];

        public void Receive(Hint hint) => Hints.Add(hint);
    }
}
