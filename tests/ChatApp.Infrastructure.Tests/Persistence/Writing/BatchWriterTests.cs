using System.Data;
using System.Diagnostics;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

internal sealed class BatchWriterTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task Requests_that_queue_during_a_commit_are_written_together()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();

        var first = node.AppendAsync(alice, bob, "first");
        await control.Reached;
        var others = Enumerable.Range(0, 100).Select(i => node.AppendAsync(alice, bob, $"{i}")).ToList();
        control.Open();

        await Task.WhenAll([first, .. others]);
        Assert.That(control.BatchSizes, Is.EqualTo(new[] { 1, 100 }));
    }

    [Test]
    public async Task The_span_of_a_batch_is_linked_with_all_its_writes_and_they_with_it()
    {
        using var spans = new SpanTrail();
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();
        var plug = node.AppendAsync(alice, bob, "plug");
        await control.Reached;
        var calls = new List<Task>();
        var writes = new List<Activity>();
        for (var i = 0; i < 3; i++)
        {
            Activity.Current = null;
            writes.Add(ChatTrace.Source.StartActivity($"write {i}")!);
            calls.Add(node.AppendAsync(alice, bob, $"{i}"));
        }

        Activity.Current = null;
        calls.Add(node.AppendAsync(alice, bob, "not traced"));
        control.Open();
        await Task.WhenAll([plug, .. calls]);
        writes.ForEach(write => write.Dispose());

        var commit = spans.Stopped.Single(span => span.OperationName == "commit"
            && span.ParentSpanId == writes[0].SpanId);
        var published = spans.Stopped.Where(span => span.OperationName == "publish MessageSent");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(commit.Links.Select(link => link.Context), Is.EqualTo(writes.Select(write => write.Context)));
            Assert.That(commit.GetTagItem("chatapp.batch.size"), Is.EqualTo(4));
            Assert.That(writes[0].Links, Is.Empty, "the commit is in its trace");
            Assert.That(writes[1].Links.Single().Context, Is.EqualTo(commit.Context));
            Assert.That(writes[2].Links.Single().Context, Is.EqualTo(commit.Context));
            Assert.That(
                published.Select(span => span.ParentSpanId).Intersect(writes.Select(write => write.SpanId)),
                Is.EquivalentTo(writes.Select(write => write.SpanId)));
        }
    }

    [Test]
    public async Task A_failing_request_does_not_fail_the_others_in_its_batch()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();

        var calls = new List<Task<Result<Application.Messages.SentMessage>>> { node.AppendAsync(alice, bob, "0") };
        await control.Reached;
        for (var i = 1; i < 20; i++)
        {
            calls.Add(node.AppendAsync(alice, bob, i == 7 ? ControlledDatabase.Poison : $"{i}"));
        }

        control.Open();
        var results = await Task.WhenAll(calls.Where((_, i) => i != 7));

        Assert.That(() => calls[7], Throws.TypeOf<DBConcurrencyException>(), "a repeat would fail again");
        Assert.That(results.Select(result => result.Value.Message.Seq), Is.EqualTo(Enumerable.Range(1, 19)));
        var kept = await node.ReadAllAsync(alice, bob);
        Assert.That(
            kept.Select(message => message.Content),
            Is.EqualTo(Enumerable.Range(0, 20).Where(i => i != 7).Select(i => $"{i}")));
    }

    [Test]
    public async Task A_request_that_was_refused_before_its_batch_failed_is_not_written()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();
        var plug = node.AppendAsync(alice, bob, "plug");
        await control.Reached;

        var nobody = Guid.CreateVersion7();
        var toNobody = node.AppendAsync(alice.Id, nobody, "to nobody");
        var poison = node.AppendAsync(alice, bob, ControlledDatabase.Poison);
        var next = node.AppendAsync(alice, bob, "next");
        control.Open();

        Assert.That((await toNobody).Error?.Code, Is.EqualTo(ErrorCodes.RecipientNotFound));
        Assert.That(() => poison, Throws.TypeOf<DBConcurrencyException>());
        Assert.That(((await plug).Value.Message.Seq, (await next).Value.Message.Seq), Is.EqualTo((1L, 2L)));
        Assert.That(
            control.LookedUp.Count(pair => pair == ParticipantPair.Of(alice.Id, nobody)),
            Is.EqualTo(2),
            "before and after the attempt to open it, but not again for the halves of the batch");
    }

    [Test]
    public async Task A_message_after_a_failure_is_stored()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        Assert.That(
            () => node.AppendAsync(alice, bob, ControlledDatabase.Poison), Throws.TypeOf<DBConcurrencyException>());
        control.IsOutOfReach = true;
        await node.AppendAsync(alice, bob, "to nowhere");
        control.IsOutOfReach = false;

        var result = await node.AppendAsync(alice, bob, "Hello!");

        Assert.That(result.Value.Message.Seq, Is.EqualTo(1));
    }

    [Test]
    public async Task A_deleted_conversation_is_opened_again()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "makes the node cache the conversation");
        await using (var context = await node.OpenContextAsync())
        {
            await context.Messages.ExecuteDeleteAsync();
            await context.Conversations.ExecuteDeleteAsync();
        }

        var result = await node.AppendAsync(alice, bob, "Hello!");

        Assert.That(result.Value.Message.Seq, Is.EqualTo(1));
        Assert.That(await node.ReadAllAsync(alice, bob), Has.Count.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_failed_commit_is_not_visible_to_anyone(bool isOutOfReach)
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var publisher = new RecordingPublisher();
        var (node, control) = await database.StartControlledNodeAsync(
            services => services.AddSingleton<IRealtimePublisher>(publisher));
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.IsOutOfReach = isOutOfReach;

        var call = node.AppendAsync(alice, bob, ControlledDatabase.Poison);

        if (isOutOfReach)
        {
            var error = (await call).Error;
            Assert.That(
                (error?.Kind, error?.Code), Is.EqualTo(((ErrorKind?)ErrorKind.Unavailable, ErrorCodes.Unavailable)));
        }
        else
        {
            Assert.That(() => call, Throws.TypeOf<DBConcurrencyException>());
        }

        Assert.That(publisher.Events, Is.Empty);
        Assert.That(await node.ReadAllAsync(alice, bob), Is.Empty);
        Assert.That(await node.ReadLogAsync(alice), Is.Empty);
        Assert.That((await node.Log.GetBoundsAsync(bob.Id, CancellationToken.None)).Head, Is.Zero);
    }

    [Test]
    public async Task A_batch_is_answered_while_the_next_one_waits_for_the_database()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();
        var first = node.AppendAsync(alice, bob, "first");
        await control.Reached;
        var second = node.AppendAsync(alice, bob, "second");

        control.LetThrough();
        var answered = await first;
        await control.Reached;

        Assert.That(answered.IsSuccess, Is.True);
        Assert.That(second.IsCompleted, Is.False);
        control.Open();
        Assert.That((await second).Value.Message.Seq, Is.EqualTo(2));
    }

    [Test]
    public async Task A_repeat_among_new_messages_is_answered_and_the_others_are_stored_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var id = Guid.CreateVersion7();
        var original = (await node.AppendAsync(alice, bob, "again", id)).Value.Message;
        control.Close();
        var plug = node.AppendAsync(alice, bob, "plug");
        await control.Reached;

        var repeat = node.AppendAsync(alice, bob, "again", id);
        var others = Enumerable.Range(0, 10).Select(i =>
            node.AppendAsync(
                i % 2 == 0 ? alice : bob, i % 2 == 0 ? bob : alice, $"{i}", Guid.CreateVersion7())).ToList();
        control.Open();
        await Task.WhenAll([plug, repeat, .. others]);

        Assert.That(((await repeat).Value.IsRepeat, (await repeat).Value.Message.Id), Is.EqualTo((true, original.Id)));
        Assert.That(
            (await node.ReadAllAsync(alice, bob)).Select(message => message.Content),
            Is.EqualTo(new[] { "again", "plug" }.Concat(Enumerable.Range(0, 10).Select(i => $"{i}"))));
    }

    [Test]
    public async Task Waiting_requests_fail_at_once_in_an_outage()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();
        var first = node.AppendAsync(alice, bob, "first");
        await control.Reached;
        var queued = Enumerable.Range(0, 20).Select(i => node.AppendAsync(alice, bob, $"{i}")).ToList();
        control.IsOutOfReach = true;
        control.Open();

        var results = await Task.WhenAll([first, .. queued]);

        Assert.That(results.Select(result => result.Error?.Code), Is.All.EqualTo(ErrorCodes.Unavailable));
        Assert.That(control.BatchSizes, Is.Empty);
    }

    [Test]
    public async Task Callers_that_wait_for_the_full_queue_are_limited_and_fail_in_an_outage()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();
        var first = node.AppendAsync(alice, bob, "first");
        await control.Reached;
        var waiting = Enumerable.Range(0, BatchWriter.QueueCapacity + BatchWriter.MaxWaitingCallers)
            .Select(_ => node.AppendAsync(alice, bob, "waits")).ToList();

        var oneMore = node.AppendAsync(alice, bob, "one too many");
        Assert.That(oneMore.IsCompleted, Is.True);
        Assert.That((await oneMore).Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
        Assert.That(waiting.Count(call => call.IsCompleted), Is.Zero);

        control.IsOutOfReach = true;
        control.Open();
        var results = await Task.WhenAll([first, .. waiting]);

        Assert.That(results.Select(result => result.Error?.Code), Is.All.EqualTo(ErrorCodes.Unavailable));
        Assert.That(control.Begun, Is.EqualTo(1), "the other callers fail without another attempt");
    }

    [Test]
    public async Task The_event_is_published_before_the_caller_is_answered()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var publisher = new RecordingPublisher();
        var node = await database.StartNodeAsync(services => services.AddSingleton<IRealtimePublisher>(publisher));
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        var appended = (await node.AppendAsync(alice, bob, "Hello!")).Value;

        var sent = publisher.Events.OfType<MessageSent>().Single();
        Assert.That(sent.Message.Id, Is.EqualTo(appended.Message.Id));
        Assert.That(
            sent.Positions,
            Is.EquivalentTo(new[] { new StreamPosition(alice.Id, 1), new StreamPosition(bob.Id, 1) }));
    }

    [Test]
    public async Task A_handler_that_fails_does_not_fail_the_message()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var publisher = new RecordingPublisher { Failure = new InvalidOperationException("The test makes this fail.") };
        var node = await database.StartNodeAsync(services => services.AddSingleton<IRealtimePublisher>(publisher));
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());

        var results = new[] { await node.AppendAsync(alice, bob, "1"), await node.AppendAsync(alice, bob, "2") };

        Assert.That(results.Select(result => result.Value.Message.Seq), Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public async Task Queued_messages_are_written_before_the_server_stops()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (node, control) = await database.StartControlledNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        control.Close();
        var calls = Enumerable.Range(0, 50).Select(i => node.AppendAsync(alice, bob, $"{i}")).ToList();
        await control.Reached;

        var stopping = node.Get<BatchWriter>().StopAsync(CancellationToken.None);
        var late = await node.AppendAsync(alice, bob, "too late");
        control.Open();
        await stopping.WaitAsync(TestNode.Patience);

        var results = await Task.WhenAll(calls);
        Assert.That(results.Select(result => result.IsSuccess), Is.All.True);
        Assert.That(late.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
    }
}
