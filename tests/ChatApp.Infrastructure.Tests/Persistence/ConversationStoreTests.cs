using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class ConversationStoreTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task Unread_counts_equal_a_recount_of_the_messages()
    {
        var node = await NodeAsync();
        User[] users = [await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync()];
        var random = new Random(20260225);

        bool? Any() => random.Next(3) switch { 0 => true, 1 => false, _ => null };
        for (var i = 0; i < 300; i++)
        {
            var (user, peer) = (users[random.Next(3)], users[random.Next(3)]);
            var messages = await node.ReadAllAsync(user, peer);
            var choice = messages.Count > 0 ? random.Next(6) : 5;
            if (choice == 0)
            {
                var marked = messages[random.Next(messages.Count)].Id;
                await node.MarkReadAsync(user.Id, peer.Id, marked);
            }
            else if (choice == 1)
            {
                var message = messages[random.Next(messages.Count)];
                await node.Get<ISender>().Send(new DeleteMessage(message.SenderId, message.Id));
            }
            else if (choice == 2)
            {
                await node.UpdateConversationAsync(user.Id, peer.Id, Any(), Any(), Any());
            }
            else
            {
                await node.AppendAsync(user, peer, $"{i}");
            }
        }

        foreach (var user in users)
        {
            var rows = await node.ListAsync(user.Id);
            var counted = rows.Where(row => !row.Muted && row.UnreadCount > 0).ToList();
            Assert.That(
                await node.Conversations.CountUnreadAsync(user.Id, CancellationToken.None),
                Is.EqualTo(new UnreadDto(counted.Sum(row => row.UnreadCount), counted.Count)));
            var archive = await node.ListAsync(user.Id, archived: true);
            Assert.That(rows.Select(row => row.Archived), Is.All.False);
            Assert.That(archive.Select(row => row.Archived), Is.All.True);
            foreach (var list in new[] { rows, archive })
            {
                Assert.That(
                    list, Is.EqualTo(list.OrderByDescending(row => row.Pinned).ThenByDescending(row => row.LastAt)));
            }

            rows = [.. rows, .. archive];
            Assert.That(rows, Has.Count.EqualTo(3), "each conversation is in one of the two lists");
            foreach (var row in rows)
            {
                var messages = await node.ReadAllAsync(user, users.Single(other => other.Id == row.UserId));
                var unread = messages.Count(message => message.SenderId != user.Id
                    && message.Seq > row.LastReadSeq && message.DeletedAt is null);
                Assert.That(row.UnreadCount, Is.EqualTo(unread));
                var last = messages[^1];
                Assert.That(
                    (row.LastMessageId, row.LastMessage, row.LastSenderId, row.LastAt, row.LastSeq),
                    Is.EqualTo((last.Id, last.Content, last.SenderId, last.CreatedAt, last.Seq)));
            }
        }
    }

    [Test]
    public async Task Each_user_sees_both_read_marks()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "1");
        var second = (await node.AppendAsync(alice, bob, "2")).Value.Message;
        await node.AppendAsync(alice, bob, "3");
        await node.MarkReadAsync(bob.Id, alice.Id, second.Id);

        var ofAlice = (await node.ListAsync(alice.Id)).Single();
        var ofBob = (await node.ListAsync(bob.Id)).Single();

        Assert.That(
            (ofAlice.UserId, ofAlice.Username, ofAlice.DisplayName),
            Is.EqualTo((bob.Id, bob.Username, bob.DisplayName)));
        Assert.That((ofAlice.LastReadSeq, ofAlice.PeerLastReadSeq, ofAlice.UnreadCount), Is.EqualTo((0L, 2L, 0L)));
        Assert.That((ofBob.LastReadSeq, ofBob.PeerLastReadSeq, ofBob.UnreadCount), Is.EqualTo((2L, 0L, 1L)));
    }

    [Test]
    public async Task Notes_to_oneself_are_one_row_without_unread_messages()
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();
        await node.AppendAsync(alice, alice, "1");
        await node.AppendAsync(alice, alice, "2");

        var row = (await node.ListAsync(alice.Id)).Single();

        Assert.That((row.UserId, row.LastSeq, row.UnreadCount), Is.EqualTo((alice.Id, 2L, 0L)));
    }

    [Test]
    public async Task The_conversation_with_the_newest_message_comes_first()
    {
        var node = await NodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "1");
        await node.AppendAsync(carol, alice, "2");
        await node.AppendAsync(bob, alice, "3");

        var rows = await node.ListAsync(alice.Id);

        Assert.That(rows.Select(row => row.UserId), Is.EqualTo(new[] { bob.Id, carol.Id }));
    }

    [Test]
    public async Task Pages_do_not_repeat_or_skip_rows_with_equal_times()
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();
        var peers = new List<Guid>();
        for (var i = 0; i < 9; i++)
        {
            var peer = await node.AddUserAsync();
            peers.Add(peer.Id);
            await (i % 2 == 0 ? node.AppendAsync(alice, peer, "Hello!") : node.AppendAsync(peer, alice, "Hello!"));
        }

        await using (var context = await node.OpenContextAsync())
        {
            await context.Conversations
                .Where(row => row.FirstUserId == alice.Id || row.SecondUserId == alice.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastAt, TestTime.Noon));
            await context.Members
                .Where(row => row.UserId == alice.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ListedMinute, TestTime.Noon));
        }

        var seen = new List<Guid>();
        ConversationPosition? before = null;
        bool hasMore;
        do
        {
            var page = await node.Conversations.ListAsync(alice.Id, false, before, 2, CancellationToken.None);
            seen.AddRange(page.Items.Select(row => row.UserId));
            before = await node.Conversations.FindPositionAsync(alice.Id, seen[^1], CancellationToken.None);
            hasMore = page.HasMore;
        }
        while (hasMore && seen.Count <= peers.Count);

        Assert.That(seen, Is.EquivalentTo(peers));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public async Task Pages_cross_the_border_of_pinned_and_other_conversations(int limit)
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();
        var (pinned, others, archived) = (new List<Guid>(), new List<Guid>(), new List<Guid>());
        for (var i = 0; i < 12; i++)
        {
            var peer = await node.AddUserAsync();
            await node.AppendAsync(alice, peer, "Hello!");
            var group = (i % 4) switch { 0 => pinned, 1 => archived, _ => others };
            group.Insert(0, peer.Id);
            await node.UpdateConversationAsync(
                alice.Id, peer.Id, archived: group == archived, pinned: group == pinned);
        }

        Assert.That(await ReadAsync(false), Is.EqualTo(pinned.Concat(others)));
        Assert.That(await ReadAsync(true), Is.EqualTo(archived));

        async Task<List<Guid>> ReadAsync(bool archive)
        {
            var seen = new List<Guid>();
            ConversationPosition? before = null;
            bool hasMore;
            do
            {
                var page = await node.Conversations.ListAsync(
                    alice.Id, archive, before, limit, CancellationToken.None);
                seen.AddRange(page.Items.Select(row => row.UserId));
                before = await node.Conversations.FindPositionAsync(alice.Id, seen[^1], CancellationToken.None);
                hasMore = page.HasMore;
            }
            while (hasMore && seen.Count <= 12);

            return seen;
        }
    }

    [Test]
    public async Task A_conversation_without_messages_is_not_listed()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        Assert.That(await node.ListAsync(alice.Id), Is.Empty);
        Assert.That(await node.Conversations.FindPositionAsync(alice.Id, bob.Id, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_conversation_that_only_holds_a_block_is_not_listed_and_has_nothing_unread()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        await node.BlockAsync(alice, bob);

        foreach (var (user, peer) in new[] { (alice, bob), (bob, alice) })
        {
            Assert.That(await node.ListAsync(user.Id), Is.Empty);
            Assert.That(await node.Conversations.FindPositionAsync(user.Id, peer.Id, CancellationToken.None), Is.Null);
            Assert.That(
                await node.Conversations.CountUnreadAsync(user.Id, CancellationToken.None),
                Is.EqualTo(new UnreadDto(0, 0)));
        }
    }

    [Test]
    public async Task Pages_of_blocks_do_not_repeat_or_skip_users_with_equal_times()
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();
        var blocked = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            var peer = await node.AddUserAsync();
            blocked.Add(peer.Id);
            await node.BlockAsync(alice, peer);
            await node.BlockAsync(peer, alice);
        }

        await using (var context = await node.OpenContextAsync())
        {
            await context.Members.Where(row => row.UserId == alice.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.BlockedAt, TestTime.Noon));
        }

        var seen = new List<Guid>();
        BlockPosition? before = null;
        bool hasMore;
        do
        {
            var page = await node.Conversations.ListBlocksAsync(alice.Id, before, 2, CancellationToken.None);
            seen.AddRange(page.Items.Select(user => user.Id));
            before = await node.Conversations.FindBlockAsync(alice.Id, seen[^1], CancellationToken.None);
            hasMore = page.HasMore;
        }
        while (hasMore && seen.Count <= blocked.Count);

        Assert.That(seen, Is.EquivalentTo(blocked));
    }

    [Test]
    public async Task Migrated_read_marks_keep_their_unread_counts()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var marked = (await node.AppendAsync(alice, bob, "1")).Value.Message;
        await node.AppendAsync(alice, bob, "2");
        var answer = (await node.AppendAsync(bob, alice, "3")).Value.Message;
        await node.MarkReadAsync(bob.Id, alice.Id, marked.Id);
        await node.MarkReadAsync(alice.Id, bob.Id, answer.Id);
        await node.AppendAsync(alice, bob, "4");
        await node.AppendAsync(alice, bob, "5");
        var last = (await node.AppendAsync(bob, alice, "6")).Value.Message;
        await using (var context = await node.OpenContextAsync())
        {
            var migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("TicketsAndSessionDevices");
            await migrator.MigrateAsync();
            Assert.That(await context.Conversations.Select(row => row.LastMessageId).SingleAsync(),
                Is.EqualTo((Guid?)last.Id));
        }

        var forAlice = (await node.ListAsync(alice.Id)).Single();
        var forBob = (await node.ListAsync(bob.Id)).Single();

        Assert.That((forAlice.LastReadSeq, forAlice.UnreadCount), Is.EqualTo((3L, 1L)));
        Assert.That((forBob.LastReadSeq, forBob.UnreadCount), Is.EqualTo((1L, 3L)));
    }
}
