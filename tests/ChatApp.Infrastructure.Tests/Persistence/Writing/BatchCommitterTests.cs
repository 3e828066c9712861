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
    public async Task A_commit_of_unknown_outcome_is_looked_up_and_stored_once(string content, bool isUnexpected)
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
    public async Task An_optimistic_commit_of_unknown_outcome_is_looked_up_too()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        control.BreaksUnexpectedly = true;
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node cache the rows");

        var broken = (await node.AppendAsync(alice, bob, ControlledDatabase.BreaksAfterCommit)).Value.Message;

        Assert.That(broken.Seq, Is.EqualTo(2));
        Assert.That(await node.ReadAllAsync(alice, bob), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_commit_whose_outcome_stays_unknown_is_unavailable_and_safe_to_repeat()
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
    public async Task A_message_whose_commit_arrives_after_the_look_up_is_stored_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node cache the rows");
        await node.AppendAsync(alice, bob, ControlledDatabase.BreaksBeforeCommit);

        Assert.That(() => control.CommitLateAsync(control.BrokenBatch!), RefusesWhatHasMovedOn);

        Assert.That(await node.ReadAllAsync(alice, bob), Has.Count.EqualTo(2));
        Assert.That(await node.ReadLogAsync(bob), Has.Count.EqualTo(2));
        Assert.That((await node.AppendAsync(bob, alice, "next")).Value.Message.Seq, Is.EqualTo(3));
    }

    [Test]
    public async Task A_late_commit_of_a_read_mark_changes_nothing()
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
    public async Task A_commit_that_arrives_between_two_look_ups_is_stored_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node cache the rows");
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
                // Waits for the locks of the second commit, released when that breaks; the next look-up waits for it.
                control.Close();
                late = Task.Run(() => control.CommitLateAsync(first));
                _ = late.ContinueWith(_ => control.Open(), TaskScheduler.Default);
            }
        };

        var result = await node.AppendAsync(alice, bob, "Hello!");
        await late!;

        Assert.That(
            result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable), "its seq is not the one of the last decision");
        Assert.That((await node.ReadAllAsync(alice, bob)).Count(message => message.Content == "Hello!"), Is.EqualTo(1));
        Assert.That((await node.AppendAsync(bob, alice, "next")).Value.Message.Seq, Is.EqualTo(3));
    }

    [Test]
    public async Task A_commit_that_arrives_after_its_successor_was_refused_is_stored_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node cache the rows");
        BatchChanges? first = null;
        Task? late = null;
        control.NextBreaksBeforeCommit = true;
        control.WhenBroken = () =>
        {
            if (first is null)
            {
                (first, control.NextIsRefused) = (control.BrokenBatch, true);
            }
            else
            {
                // Waits for the locks of the second commit, released when that is refused.
                control.Close();
                late = Task.Run(() => control.CommitLateAsync(first));
                _ = late.ContinueWith(_ => control.Open(), TaskScheduler.Default);
            }
        };

        var result = await node.AppendAsync(alice, bob, "Hello!");
        await late!;

        Assert.That(result.Value.Message.Seq, Is.EqualTo(2));
        Assert.That((await node.ReadAllAsync(alice, bob)).Count(message => message.Content == "Hello!"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_stale_row_with_the_same_last_seq_is_decided_again()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var lost = (await node.AppendAsync(
            alice,
            bob,
            "lost in a failover; another node then stored one of Alice with the same seq")).Value.Message;
        var id = Guid.CreateVersion7();
        await using (var context = await node.OpenContextAsync())
        {
            // Taken at the same microsecond, which is possible.
            await context.Conversations.ExecuteUpdateAsync(set => set.SetProperty(row => row.LastMessageId, id));
            await context.Messages.ExecuteUpdateAsync(set => set.SetProperty(row => row.Id, id));
        }

        var ofLost = await node.MarkReadAsync(bob.Id, alice.Id, lost.Id);
        var ofStored = await node.MarkReadAsync(bob.Id, alice.Id, id);

        Assert.That(ofLost.Error?.Code, Is.EqualTo(ErrorCodes.MessageNotFound));
        Assert.That(ofStored.IsSuccess);
    }

    [Test]
    public async Task A_stale_sent_count_is_not_used_after_a_failover()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(
            alice, bob, "lost in a failover; another node then stored one of Bob with the same seq");
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

        var forAlice = (await node.ListAsync(alice.Id)).Single();
        var forBob = (await node.ListAsync(bob.Id)).Single();
        Assert.That((forAlice.UnreadCount, forBob.UnreadCount), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task A_commit_without_a_connection_is_refused_without_a_look_up()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node cache the rows");
        control.IsOutOfReach = true;

        var result = await node.AppendAsync(alice, bob, "to nowhere").WaitAsync(OutcomeSearch.MaxDoubt / 2);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
    }
}
