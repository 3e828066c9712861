using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

/// <summary>
/// A node can have an old cached row of a conversation and newer cached streams of its users. It must not overwrite
/// what another node has done in that conversation.
/// </summary>
internal sealed class CachedRowsOnTwoNodesTests
{
    [Test]
    public async Task A_read_mark_of_another_node_is_kept()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob, carol, dave) = (
            await here.AddUserAsync(), await here.AddUserAsync(), await here.AddUserAsync(), await here.AddUserAsync());
        var first = (await here.AppendAsync(alice, bob, "first")).Value.Message;
        await there.MarkReadAsync(bob.Id, alice.Id, first.Id);
        await here.AppendAsync(alice, carol, "learns Alice's stream");
        await here.AppendAsync(dave, bob, "learns Bob's stream");

        await here.AppendAsync(alice, bob, "second");

        var ofAlice = (await here.ListAsync(bob.Id))
            .Single(row => row.UserId == alice.Id);
        Assert.That((ofAlice.LastReadSeq, ofAlice.UnreadCount), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task A_message_of_another_node_is_kept_and_the_next_one_follows_it()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob, carol, dave) = (
            await here.AddUserAsync(), await here.AddUserAsync(), await here.AddUserAsync(), await here.AddUserAsync());
        var first = (await here.AppendAsync(alice, bob, "first")).Value.Message;
        await there.AppendAsync(bob, alice, "second");
        await here.AppendAsync(alice, carol, "learns Alice's stream");
        await here.AppendAsync(dave, bob, "learns Bob's stream");

        var marked = await here.MarkReadAsync(bob.Id, alice.Id, first.Id);
        var third = await here.AppendAsync(alice, bob, "third");

        Assert.That(marked.IsSuccess, Is.True);
        Assert.That(third.Value.Message.Seq, Is.EqualTo(3));
        Assert.That(
            (await here.ReadAllAsync(alice, bob)).Select(message => message.Seq), Is.EqualTo(new long[] { 1, 2, 3 }));
    }
}
