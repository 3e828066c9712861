using ChatApp.Application.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class EventLogTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task A_stream_is_read_page_by_page_oldest_first()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        for (var i = 1; i <= 5; i++)
        {
            await node.AppendAsync(alice, bob, $"{i}");
        }

        var first = (await node.Log.ReadAsync(bob.Id, 0, 3, CancellationToken.None)).Value;
        var second = (await node.Log.ReadAsync(bob.Id, 3, 3, CancellationToken.None)).Value;
        var third = (await node.Log.ReadAsync(bob.Id, 5, 3, CancellationToken.None)).Value;

        Assert.That(
            first.Items.Concat(second.Items).Select(logged => logged.Number), Is.EqualTo(new long[] { 1, 2, 3, 4, 5 }));
        Assert.That(
            first.Items.Concat(second.Items).Select(logged => ((MessageSent)logged.Event!).Message.Content),
            Is.EqualTo(new[] { "1", "2", "3", "4", "5" }));
        Assert.That((first.HasMore, second.HasMore, third.HasMore), Is.EqualTo((true, false, false)));
        Assert.That(third.Items, Is.Empty);
    }

    // As after a wrong clock: retention deletes by the message's time.
    [Test]
    public async Task A_message_that_went_before_its_event_is_not_passed_over()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "1");
        var gone = (await node.AppendAsync(alice, bob, "2")).Value.Message;
        await node.AppendAsync(alice, bob, "3");
        await using (var context = await node.OpenContextAsync())
        {
            await context.Messages.Where(message => message.Id == gone.Id).ExecuteDeleteAsync();
        }

        var missing = await node.Log.ReadAsync(bob.Id, 0, 3, CancellationToken.None);
        var later = await node.Log.ReadAsync(bob.Id, 2, 3, CancellationToken.None);

        Assert.That(missing.Error?.Code, Is.EqualTo("cursor_expired"));
        Assert.That(later.Value.Items.Select(logged => logged.Number), Is.EqualTo(new[] { 3L }));
    }

    [Test]
    public async Task An_exactly_full_page_is_the_last_one()
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();
        await node.AppendAsync(alice, alice, "1");
        await node.AppendAsync(alice, alice, "2");

        var page = (await node.Log.ReadAsync(alice.Id, 0, 2, CancellationToken.None)).Value;

        Assert.That((page.Items.Count, page.HasMore), Is.EqualTo((2, false)));
    }

    [Test]
    public async Task Each_stream_has_its_own_numbers()
    {
        var node = await NodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "1");
        await node.AppendAsync(alice, carol, "2");

        var heads = new List<long>();
        foreach (var user in new[] { alice, bob, carol })
        {
            heads.Add((await node.Log.GetBoundsAsync(user.Id, CancellationToken.None)).Head);
        }

        Assert.That(heads, Is.EqualTo(new long[] { 2, 1, 1 }));
    }

    [Test]
    public async Task An_unknown_user_has_an_empty_stream()
    {
        var node = await NodeAsync();

        var bounds = await node.Log.GetBoundsAsync(Guid.CreateVersion7(), CancellationToken.None);

        Assert.That((bounds.Floor, bounds.Head), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task An_event_of_an_unknown_kind_is_skipped_but_its_number_counts()
    {
        var node = await NodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "before");
        await using (var context = await node.OpenContextAsync())
        {
            // As a newer version writes it: it refers to a user, and to no message.
            context.Events.Add(
                new EventRow { UserId = bob.Id, Number = 2, Kind = 999, ActorId = alice.Id, Payload = "{}" });
            await context.SaveChangesAsync();
            await context.Streams.Where(stream => stream.UserId == bob.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(stream => stream.Head, 2));
        }

        await node.AppendAsync(alice, bob, "after");
        var logged = await node.ReadLogAsync(bob);
        var first = (await node.Get<ISender>().Send(new GetEvents(bob.Id, Since: null, 1))).Value.Cursor;
        var cursor = StreamCursors.Issue(bob.Id, 1, node.Log.Epoch);
        var page = (await node.Get<ISender>().Send(new GetEvents(bob.Id, cursor, 1))).Value;
        var next = (await node.Get<ISender>().Send(new GetEvents(bob.Id, page.Cursor, 1))).Value;

        Assert.That(
            logged.Select(entry => (entry.Number, entry.Event is null)),
            Is.EqualTo(new[] { (1L, false), (2L, true), (3L, false) }));
        Assert.That((page.Events.Count, page.HasMore), Is.EqualTo((0, true)));
        Assert.That((next.Events.Single().Number, next.HasMore, next.Cursor), Is.EqualTo((3L, false, first)));
    }
}
