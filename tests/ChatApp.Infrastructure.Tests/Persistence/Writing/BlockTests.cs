using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

/// <summary>A node whose row cache does not know what another node has stored about a block.</summary>
internal sealed class BlockTests(DatabaseKind kind) : BothDatabases(kind)
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_block_and_its_end_on_another_node_hold_at_once(bool isBlockedBySender)
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        var (blocker, blocked) = isBlockedBySender ? (alice, bob) : (bob, alice);
        for (var round = 1; round <= 3; round++)
        {
            Assert.That((await here.AppendAsync(alice, bob, "caches the rows")).IsSuccess, Is.True);
            await there.BlockAsync(blocker, blocked);

            // After the first, which finds its cached rows stale, a batch is decided under locks at once. The message
            // after the end of the block is decided on cached rows first, which say that the block holds.
            for (var i = 0; i < 2; i++)
            {
                var refused = await here.AppendAsync(alice, bob, "after the block");
                Assert.That(refused.Error?.Code, Is.EqualTo(ErrorCodes.Blocked));
            }

            await there.BlockAsync(blocker, blocked, isBlocked: false);
            Assert.That((await here.AppendAsync(alice, bob, "passes")).IsSuccess, Is.True);
            Assert.That(await here.ReadAllAsync(alice, bob), Has.Count.EqualTo(2 * round));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_mark_on_cached_rows_notices_a_block_of_another_node(bool isBlockedByReader)
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        var (blocker, blocked) = isBlockedByReader ? (bob, alice) : (alice, bob);
        var first = (await here.AppendAsync(alice, bob, "1")).Value.Message;
        var second = (await here.AppendAsync(alice, bob, "2")).Value.Message;
        await there.BlockAsync(blocker, blocked);

        await here.MarkReadAsync(bob.Id, alice.Id, first.Id);
        Assert.That((await here.ReadLogAsync(alice)).Count, Is.EqualTo(2));
        Assert.That((await here.ReadLogAsync(bob))[^1].Event, Is.TypeOf<MessagesRead>());

        await there.BlockAsync(blocker, blocked, isBlocked: false);
        await here.Get<ISender>().Send(new MarkDelivered(bob.Id, alice.Id, second.Id));
        Assert.That((await here.ReadLogAsync(alice))[^1].Event, Is.TypeOf<MessagesDelivered>());
        var row = (await here.ListAsync(alice.Id)).Single();
        Assert.That((row.PeerLastReadSeq, row.PeerLastDeliveredSeq), Is.EqualTo((0L, 2L)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_repeat_is_not_answered_from_cached_rows(bool isBlocked)
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        await here.BlockAsync(alice, bob);
        await here.BlockAsync(alice, bob, isBlocked);
        await there.BlockAsync(alice, bob, !isBlocked);

        await here.BlockAsync(alice, bob, isBlocked);

        var sent = await there.AppendAsync(bob, alice, "Hello!");
        Assert.That(sent.Error?.Code, Is.EqualTo(isBlocked ? ErrorCodes.Blocked : null));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_block_of_unknown_outcome_is_stored_once(bool isStored)
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "Hello!");
        (control.NextBreaksAfterCommit, control.NextBreaksBeforeCommit) = (isStored, !isStored);

        var result = await node.BlockAsync(alice, bob);

        Assert.That(result.IsSuccess, Is.True);
        Assert.That((await node.AppendAsync(bob, alice, "lost")).Error?.Code, Is.EqualTo(ErrorCodes.Blocked));
        Assert.That(await RevisionAsync(node, alice, bob), Is.EqualTo(1));
    }

    [Test]
    public async Task Users_are_in_touch_after_a_message_and_while_no_block_holds()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (here, there) = (await database.StartNodeAsync(), await database.StartNodeAsync());
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        Assert.That(await AreInTouchAsync(), Is.False, "no conversation");
        await there.BlockAsync(alice, bob);
        await there.BlockAsync(alice, bob, isBlocked: false);
        Assert.That(await AreInTouchAsync(), Is.False, "no message");
        await there.AppendAsync(alice, bob, "Hello!");
        Assert.That(await AreInTouchAsync(), Is.True);

        foreach (var (blocker, blocked) in new[] { (alice, bob), (bob, alice) })
        {
            await there.BlockAsync(blocker, blocked);
            Assert.That(await AreInTouchAsync(), Is.False);
            await there.BlockAsync(blocker, blocked, isBlocked: false);
            Assert.That(await AreInTouchAsync(), Is.True);
        }

        async Task<bool> AreInTouchAsync()
        {
            var answers = await Task.WhenAll(
                here.Conversations.AreInTouchAsync(alice.Id, bob.Id, CancellationToken.None),
                here.Conversations.AreInTouchAsync(bob.Id, alice.Id, CancellationToken.None));
            Assert.That(answers[0], Is.EqualTo(answers[1]));
            return answers[0];
        }
    }

    private static async Task<long> RevisionAsync(TestNode node, User one, User other)
    {
        var pair = ParticipantPair.Of(one.Id, other.Id);
        await using var context = await node.OpenContextAsync();
        return await context.Conversations
            .Where(row => row.FirstUserId == pair.First && row.SecondUserId == pair.Second)
            .Select(row => row.Revision).SingleAsync();
    }
}
