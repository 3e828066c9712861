using System.Data;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NUnit.Framework.Constraints;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

internal sealed class BatchCommitterTests(DatabaseKind kind) : BothDatabases(kind)
{
    private IResolveConstraint RefusesWhatHasMovedOn => Kind == DatabaseKind.Postgres
        ? Throws.TypeOf<PostgresException>().With.Message.Contains("another node was first")
        : Throws.TypeOf<DBConcurrencyException>();

    [TestCase(ControlledDatabase.BreaksBeforeCommit, false)]
    [TestCase(ControlledDatabase.BreaksAfterCommit, false)]
    [TestCase(ControlledDatabase.BreaksAfterCommit, true)]
    public async Task A_commit_whose_outcome_is_unknown_is_looked_up_and_stored_once(string content, bool isUnexpected)
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var publisher = new RecordingPublisher();
        var (node, control) = await database.StartControlledNodeAsync(
            services => services.AddSingleton<IRealtimePublisher>(publisher));
        control.BreaksUnexpectedly = isUnexpected;
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        var broken = (await node.AppendAsync(alice, bob, content)).Value.Message;
        var next = (await node.AppendAsync(alice, bob, "next")).Value.Message;

        Assert.That(
            (await node.ReadAllAsync(alice, bob)).Select(message => message.Id),
            Is.EqualTo(new[] { broken.Id, next.Id }));
        Assert.That((broken.Seq, next.Seq), Is.EqualTo((1L, 2L)));
        Assert.That(
            publisher.Events.OfType<MessageSent>().Select(sent => sent.Message.Id),
            Is.EqualTo(new[] { broken.Id, next.Id }));
    }

    [Test]
    public async Task A_commit_on_known_rows_that_fails_in_an_unknown_way_is_looked_up_too()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        control.BreaksUnexpectedly = true;
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node know the rows");

        var broken = (await node.AppendAsync(alice, bob, ControlledDatabase.BreaksAfterCommit)).Value.Message;

        Assert.That(broken.Seq, Is.EqualTo(2));
        Assert.That(await node.ReadAllAsync(alice, bob), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_commit_whose_outcome_cannot_be_found_out_is_not_acknowledged_and_safe_to_repeat()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.StaysBroken = true;
        var id = Guid.CreateVersion7();

        var first = await node.AppendAsync(alice, bob, ControlledDatabase.BreaksAfterCommit, id);
        control.IsOutOfReach = false;
        var second = await node.AppendAsync(alice, bob, ControlledDatabase.BreaksAfterCommit, id);

        Assert.That(first.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        Assert.That(second.Value.IsRepeat, Is.True);
        Assert.That(await node.ReadAllAsync(alice, bob), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_message_whose_commit_arrives_after_it_was_looked_for_is_stored_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node know the rows");
        await node.AppendAsync(alice, bob, ControlledDatabase.BreaksBeforeCommit);

        Assert.That(() => control.CommitLateAsync(control.BrokenBatch!), RefusesWhatHasMovedOn);

        Assert.That(await node.ReadAllAsync(alice, bob), Has.Count.EqualTo(2));
        Assert.That(await node.ReadLogAsync(bob), Has.Count.EqualTo(2));
        Assert.That((await node.AppendAsync(bob, alice, "next")).Value.Message.Seq, Is.EqualTo(3));
    }

    [Test]
    public async Task A_read_mark_whose_commit_arrives_after_it_was_set_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var message = (await node.AppendAsync(alice, bob, "Hello!")).Value.Message;
        control.NextBreaksBeforeCommit = true;
        var marked = await node.MarkReadAsync(bob.Id, alice.Id, message.Id);
        await node.AppendAsync(alice, bob, "next");

        Assert.That(marked.IsSuccess, Is.True);
        Assert.That(() => control.CommitLateAsync(control.BrokenBatch!), RefusesWhatHasMovedOn);

        Assert.That(await node.ReadLogAsync(bob), Has.Count.EqualTo(3));
        Assert.That((await node.AppendAsync(bob, alice, "one more")).Value.Message.Seq, Is.EqualTo(3));
    }

    [Test]
    public async Task A_commit_that_arrives_between_two_looks_is_stored_once_and_not_acknowledged()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node know the rows");
        BatchChanges? first = null;
        Task? late = null;
        control.NextBreaksBeforeCommit = true;
        control.WhenBroken = () =>
        {
            if (first is null)
            {
                (first, control.NextBreaksBeforeCommit) = (control.BrokenBatch, true);
            }
            else
            {
                // Waits for the locks of the second, which are free when that has broken; the next look awaits its end.
                control.Close();
                late = Task.Run(() => control.CommitLateAsync(first));
                _ = late.ContinueWith(_ => control.Open(), TaskScheduler.Default);
            }
        };

        var result = await node.AppendAsync(alice, bob, "Hello!");
        await late!;

        Assert.That(
            result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable), "its number is not the one that was decided last");
        Assert.That((await node.ReadAllAsync(alice, bob)).Count(message => message.Content == "Hello!"), Is.EqualTo(1));
        Assert.That((await node.AppendAsync(bob, alice, "next")).Value.Message.Seq, Is.EqualTo(3));
    }

    [Test]
    public async Task A_row_whose_last_message_is_another_one_of_the_same_number_is_decided_anew()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var lost = (await node.AppendAsync(
            alice,
            bob,
            "lost in a failover, after which another node took one from Alice with the same number")).Value.Message;
        var id = Guid.CreateVersion7();
        await using (var context = await node.OpenContextAsync())
        {
            // Taken at the same microsecond, as clocks may have it.
            await context.Conversations.ExecuteUpdateAsync(set => set.SetProperty(row => row.LastMessageId, id));
            await context.Messages.ExecuteUpdateAsync(set => set.SetProperty(row => row.Id, id));
        }

        var ofLost = await node.MarkReadAsync(bob.Id, alice.Id, lost.Id);
        var ofStored = await node.MarkReadAsync(bob.Id, alice.Id, id);

        Assert.That(ofLost.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound));
        Assert.That(ofStored.IsSuccess);
    }

    [Test]
    public async Task Who_sent_what_is_decided_anew_with_such_a_row()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(
            alice, bob, "lost in a failover, after which another node took one of the same number from Bob");
        var id = Guid.CreateVersion7();
        await using (var context = await node.OpenContextAsync())
        {
            await context.Conversations.ExecuteUpdateAsync(set => set
                .SetProperty(row => row.LastMessageId, id)
                    .SetProperty(row => row.SentByFirst, row => 1 - row.SentByFirst));
            await context.Messages.ExecuteUpdateAsync(set => set
                .SetProperty(row => row.Id, id).SetProperty(row => row.SentByFirst, row => 1 - row.SentByFirst));
        }

        await node.AppendAsync(alice, bob, "next");

        var forAlice = (await node.Conversations.ListAsync(alice.Id, null, 10, CancellationToken.None)).Items.Single();
        var forBob = (await node.Conversations.ListAsync(bob.Id, null, 10, CancellationToken.None)).Items.Single();
        Assert.That((forAlice.UnreadCount, forBob.UnreadCount), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task Without_a_connection_there_is_no_outcome_to_be_looked_for()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node know the rows");
        control.IsOutOfReach = true;

        var result = await node.AppendAsync(alice, bob, "to nowhere").WaitAsync(BatchCommitter.MaxDoubt / 2);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
    }
}
