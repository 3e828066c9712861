using ChatApp.Application.Common;
using ChatApp.Domain.Conversations;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

internal sealed class ReadMarkTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task A_read_mark_is_an_event_for_both()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var sent = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;

        var result = await node.MarkReadAsync(bob.Id, alice.Id, sent.Id);

        Assert.That(result.IsSuccess, Is.True);
        foreach (var user in new[] { alice, bob })
        {
            var logged = (await node.ReadLogAsync(user))[^1];
            var read = (MessagesRead)logged.Event!;
            Assert.That((logged.Number, read.UserId, read.PeerId), Is.EqualTo((2L, bob.Id, alice.Id)));
            Assert.That((read.MessageId, read.Seq), Is.EqualTo((sent.Id, 1L)));
        }
    }

    [Test]
    public async Task An_older_read_mark_changes_nothing()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var first = (await node.AppendAsync(alice, bob, "1")).Value.Message;
        var second = (await node.AppendAsync(alice, bob, "2")).Value.Message;
        await node.MarkReadAsync(bob.Id, alice.Id, second.Id);

        var result = await node.MarkReadAsync(bob.Id, alice.Id, first.Id);

        Assert.That(result.IsSuccess, Is.True);
        Assert.That(await node.ReadLogAsync(bob), Has.Count.EqualTo(3));
        var row = (await node.ListAsync(bob.Id)).Single();
        Assert.That((row.LastReadSeq, row.UnreadCount), Is.EqualTo((2L, 0L)));
    }

    [Test]
    public async Task A_message_of_another_conversation_is_not_found()
    {
        var node = await NodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "for Bob");
        var other = (await node.AppendAsync(alice, carol, "for Carol")).Value.Message;

        var result = await node.MarkReadAsync(bob.Id, alice.Id, other.Id);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound));
    }

    [Test]
    public async Task A_read_mark_without_a_conversation_is_not_found_and_opens_none()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        var result = await node.MarkReadAsync(bob.Id, alice.Id, Guid.CreateVersion7());

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound));
        Assert.That(await node.History.FindConversationAsync(alice.Id, bob.Id, CancellationToken.None), Is.Null);
    }
}
