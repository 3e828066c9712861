using System.Linq.Expressions;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Commands;

/// <summary>The check finds damage in the database of a running server, and only damage.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class CheckCommandTests(Database database)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private ChatTestServer _server = null!;
    private ChatUser _alice = null!;
    private ChatUser _bob = null!;
    private Guid _conversation;

    [SetUp]
    public async Task StartWithTenMessages()
    {
        _server = await ChatTestServer.StartAsync(TestDatabases.Options(database));
        (_alice, _bob) = (await _server.RegisterAsync(), await _server.RegisterAsync());
        ChatMessage? last = null;
        for (var i = 0; i < 5; i++)
        {
            await _alice.SendAsync(_bob, $"question {i}");
            last = await _bob.SendAsync(_alice, $"answer {i}");
            if (i == 2)
            {
                await _alice.MarkReadAsync(_bob.Id, last.Id);
            }
        }

        _conversation = last!.ConversationId;
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task All_that_a_server_writes_is_in_order_also_while_it_writes()
    {
        var carol = await _server.RegisterAsync();
        var note = await carol.SendAsync(carol, "a note");
        await carol.MarkReadAsync(carol.Id, note.Id);
        var question = await carol.SendAsync(_alice, "archived, pinned, and answered under a block");
        await _alice.UpdateConversationAsync(carol.Id, archived: true, pinned: true);
        await carol.SendAsync(_alice, "back from the archive");
        await _alice.BlockAsync(carol.Id);
        await _alice.MarkReadAsync(carol.Id, question.Id);
        await _alice.UnblockAsync(carol.Id);
        await _alice.AddReactionAsync(question.Id, "👍");
        await carol.ChangeDisplayNameAsync("Carol");
        await _bob.BlockAsync(carol.Id);
        var dave = await _server.RegisterAsync();
        await dave.SendAsync(_bob, "I was here");
        await dave.CloseAccountAsync(eraseMessages: true);

        await using var busy = new BusyConversation(_alice, _bob);
        await using var other = new BusyConversation(_bob, await _server.RegisterAsync());
        for (var i = 0; i < 5; i++)
        {
            await busy.SentAsync(10);
            await other.SentAsync(10);
            var check = await _server.RunCommandAsync("check");

            Assert.That(check.Code, Is.EqualTo(0), $"{check}");
            Assert.That(check.Lines.Single(), Does.Match(
                @"^No errors\. Checked \d+ conversations with \d+ messages, 5 streams with \d+ events\.$"));
        }
    }

    [Test]
    public async Task Missing_messages_are_found_and_never_added()
    {
        await DeleteAsync<Message>(row => row.ConversationId == _conversation && (row.Seq == 4 || row.Seq == 5));
        await DeleteAsync<Message>(row => row.ConversationId == _conversation && row.Seq == 8);

        foreach (string[] arguments in new string[][] { ["check"], ["check", "--repair"], ["check"] })
        {
            var check = await _server.RunCommandAsync(arguments);

            Assert.That(check.Code, Is.EqualTo(3), $"{check}");
            Assert.That(check.Lines[..^1], Is.EqualTo(new[]
            {
                $"conversation {_conversation}: messages 4 to 5 are missing",
                $"conversation {_conversation}: message 8 is missing",
            }));
            Assert.That(check.Lines[^1], Does.StartWith("2 errors, 0 of them corrected."));
        }
    }

    [Test]
    public async Task The_oldest_messages_need_not_be_kept()
    {
        await DeleteAsync<Message>(row => row.ConversationId == _conversation && row.Seq <= 4);

        var check = await _server.RunCommandAsync("check");

        Assert.That(check.Code, Is.EqualTo(0), $"{check}");
    }

    [Test]
    public async Task Lost_newest_messages_keep_their_numbers()
    {
        await DeleteAsync<Message>(row => row.ConversationId == _conversation && row.Seq >= 9);
        await UpdateAsync<Conversation>(
            row => row.Id == _conversation, set => set.SetProperty(row => row.LastSeq, 77));

        var repair = await _server.RunCommandAsync("check", "--repair");

        Assert.That(repair.Code, Is.EqualTo(3), $"{repair}");
        Assert.That(repair.Output, Does.Contain("messages 9 to 10 are missing at the end")
            .And.Contain("last_seq is 77, and must be 10 (corrected)"));
        Assert.That((await _alice.SendAsync(_bob, "next")).Seq, Is.EqualTo(11));
    }

    [Test]
    public async Task Wrong_counters_of_a_conversation_are_corrected_beside_the_running_server()
    {
        await UpdateAsync<Conversation>(
            row => row.Id == _conversation,
            set => set.SetProperty(row => row.LastSeq, 17)
                .SetProperty(row => row.SentByFirst, 12)
                .SetProperty(row => row.LastMessageId, (Guid?)null)
                .SetProperty(row => row.LastAt, TimeProvider.System.GetUtcNow().AddYears(1)));

        await CorrectsAsync("last_seq", "sent_by_first", "last_message_id", "last_at");

        Assert.That((await _bob.SendAsync(_alice, "next")).Seq, Is.EqualTo(11));
        Assert.That((await _bob.ConversationsAsync()).Items.Single().LastSeq, Is.EqualTo(11));
        await IsInOrderAsync();
    }

    [Test]
    public async Task A_counter_that_is_behind_the_messages_is_corrected_so_that_sending_goes_on()
    {
        await UpdateAsync<Conversation>(row => row.Id == _conversation, set => set.SetProperty(row => row.LastSeq, 7));

        await CorrectsAsync("last_seq is 7, and must be 10");

        Assert.That((await _alice.SendAsync(_bob, "next")).Seq, Is.EqualTo(11));
        await IsInOrderAsync();
    }

    [Test]
    public async Task Wrong_marks_of_a_member_are_corrected_beside_the_running_server()
    {
        await UpdateAsync<Member>(
            row => row.ConversationId == _conversation && row.UserId == _alice.Id,
            set => set.SetProperty(row => row.ReadSentByFirst, 40).SetProperty(row => row.ShownReadSeq, 12));
        await UpdateAsync<Member>(
            row => row.ConversationId == _conversation && row.UserId == _bob.Id,
            set => set.SetProperty(row => row.ReadSeq, 23)
                .SetProperty(row => row.DeliveredSeq, 99)
                .SetProperty(row => row.ListedMinute, (DateTimeOffset?)null));

        await CorrectsAsync(
            $"read_sent_by_first of user {_alice.Id} is 40, and must be 3",
            $"shown_read_seq of user {_alice.Id}",
            $"read_seq of user {_bob.Id} is 23, and must be 10",
            $"delivered_seq of user {_bob.Id} is 99, and must be 10",
            $"listed_minute of user {_bob.Id}");

        Assert.That((await _alice.ConversationsAsync()).Items.Single().UnreadCount, Is.EqualTo(2));
        await using (var socket = await _bob.ConnectAsync())
        {
            // Writes the row of a member that the server remembers.
            var next = await _alice.SendAsync(_bob, "next");
            await socket.NextAsync("message");
            await socket.SendTextAsync(
                $$"""{"type":"delivered","user_id":"{{_alice.Id}}","message_id":"{{next.Id}}"}""");
            await socket.NextAsync("delivered");
        }

        await IsInOrderAsync();
    }

    [Test]
    public async Task A_wrong_count_in_a_message_is_found()
    {
        await UpdateAsync<Message>(
            row => row.ConversationId == _conversation && row.Seq == 5,
            set => set.SetProperty(row => row.SentByFirst, 9));

        var check = await _server.RunCommandAsync("check", "--repair");

        Assert.That(check.Code, Is.EqualTo(3), $"{check}");
        Assert.That(check.Output, Does.Contain("sent_by_first of message 5 is 9, and must be "));
    }

    [Test]
    public async Task Missing_events_end_the_cursors_before_them()
    {
        await IndexedAsync();
        var start = (await _bob.SyncAsync()).Cursor;
        await _alice.SendAsync(_bob, "lost");
        var late = (await _bob.SyncAsync()).Cursor;
        var number = await HeadAsync(_bob);
        await _alice.SendAsync(_bob, "kept");
        await DeleteAsync<ChatApp.Infrastructure.Events.EventRow>(
            row => row.UserId == _bob.Id && row.Number == number);

        await CorrectsAsync($"user {_bob.Id}: event {number} is missing", $"floor is 0, and must be {number}");

        await _bob.SyncAsync(start).RefusedAsync(HttpStatusCode.Gone, "cursor_expired");
        Assert.That((await _bob.SyncAsync(late)).Events, Has.Count.EqualTo(1));
        await IsInOrderAsync();
    }

    [Test]
    public async Task A_head_behind_the_events_is_raised_and_one_before_them_is_not_lowered()
    {
        await IndexedAsync();
        var (ofAlice, ofBob) = (await HeadAsync(_alice), await HeadAsync(_bob));
        await UpdateAsync<StreamCounter>(
            row => row.UserId == _alice.Id, set => set.SetProperty(row => row.Head, ofAlice - 3));
        await UpdateAsync<StreamCounter>(
            row => row.UserId == _bob.Id, set => set.SetProperty(row => row.Head, ofBob + 3));

        await CorrectsAsync(
            $"user {_alice.Id}: head is {ofAlice - 3}, and must be {ofAlice}",
            $"user {_bob.Id}: events {ofBob + 1} to {ofBob + 3} are missing",
            $"user {_bob.Id}: floor is 0, and must be {ofBob + 3}");

        await _alice.SendAsync(_bob, "next");
        Assert.That((await HeadAsync(_alice), await HeadAsync(_bob)), Is.EqualTo((ofAlice + 1, ofBob + 4)));
        await IsInOrderAsync();
    }

    [Test]
    public async Task A_position_of_the_search_index_after_the_stream_is_corrected_by_indexing_anew()
    {
        await IndexedAsync();
        await UpdateAsync<SearchStreamRow>(
            row => row.UserId == _bob.Id, set => set.SetProperty(row => row.Indexed, 1_000));

        await CorrectsAsync($"user {_bob.Id}: the search index is at 1000");

        await IndexedAsync();
        Assert.That((await _bob.SearchMessagesAsync("question")).Items, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Rows_that_belong_to_nothing_are_found_and_left()
    {
        var strangers = new List<Guid>();
        await using (var context = await OpenAsync())
        {
            for (var i = 0; i < 120; i++)
            {
                strangers.Add(Guid.CreateVersion7());
                context.Add(Member.Join(strangers[^1], _alice.Id));
            }

            await context.SaveChangesAsync();
        }

        await DeleteAsync<StreamCounter>(row => row.UserId == _bob.Id);
        await DeleteAsync<Conversation>(row => row.Id == _conversation);

        var check = await _server.RunCommandAsync("check", "--repair");

        Assert.That(check.Code, Is.EqualTo(3), $"{check}");
        Assert.That(check.Lines[..^2], Has.Length.EqualTo(100).And.All.Contains("there is no such conversation"));
        Assert.That(
            check.Output,
            Does.Contain($"conversation {_conversation}: there is no such conversation, but 10 messages and 2 members")
                .And.Contain(
                    $"conversation {strangers[0]}: there is no such conversation, but 0 messages and 1 members"));
        Assert.That(check.Lines[^2], Is.EqualTo("… and 22 more"));
        Assert.That(check.Lines[^1], Does.StartWith("122 errors, 0 of them corrected."));
    }

    [Test]
    public async Task A_missing_member_is_found()
    {
        await DeleteAsync<Member>(row => row.ConversationId == _conversation && row.UserId == _bob.Id);

        var check = await _server.RunCommandAsync("check");

        Assert.That(check.Code, Is.EqualTo(3), $"{check}");
        Assert.That(check.Output, Does.Contain($"conversation {_conversation}: user {_bob.Id} is not a member"));
    }

    [Test]
    public async Task An_invalid_setting_is_a_finding_beside_the_data()
    {
        var check = await _server.RunCommandAsync("check", "--Limits:Sockets=many");

        Assert.That(check.Code, Is.EqualTo(3), $"{check}");
        Assert.That(check.Lines[0], Does.StartWith("settings: ").And.Contain("Limits__Sockets"));
        Assert.That(check.Lines[1], Does.StartWith("No errors."));
    }

    private async Task CorrectsAsync(params string[] expected)
    {
        var check = await _server.RunCommandAsync("check");
        var repair = await _server.RunCommandAsync("check", "--repair");
        var after = await _server.RunCommandAsync("check");

        Assert.That(check.Code, Is.EqualTo(3), $"{check}");
        Assert.That(repair.Code, Is.EqualTo(0), $"{repair}");
        Assert.That(repair.Lines[..^1], Is.EqualTo(check.Lines[..^1].Select(line => $"{line} (corrected)")));
        Assert.That(after.Code, Is.EqualTo(0), $"{after}");
        foreach (var text in expected)
        {
            Assert.That(check.Output, Does.Contain(text));
        }
    }

    private async Task IsInOrderAsync()
    {
        var check = await _server.RunCommandAsync("check");
        Assert.That(check.Code, Is.EqualTo(0), $"{check}");
    }

    private Task<ChatDbContext> OpenAsync() =>
        _server.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContextAsync();

    private async Task DeleteAsync<T>(Expression<Func<T, bool>> rows)
        where T : class
    {
        await using var context = await OpenAsync();
        var deleted = await context.WriteAsync(context.Set<T>().Where(rows).ExecuteDeleteAsync, CancellationToken.None);
        Assert.That(deleted, Is.GreaterThan(0));
    }

    private async Task UpdateAsync<T>(Expression<Func<T, bool>> rows, Action<UpdateSettersBuilder<T>> set)
        where T : class
    {
        await using var context = await OpenAsync();
        var updated = await context.WriteAsync(
            cancellation => context.Set<T>().Where(rows).ExecuteUpdateAsync(set, cancellation), CancellationToken.None);
        Assert.That(updated, Is.EqualTo(1));
    }

    private async Task<long> HeadAsync(ChatUser user)
    {
        await using var context = await OpenAsync();
        return await context.Streams.Where(row => row.UserId == user.Id).Select(row => row.Head).SingleAsync();
    }

    // So that the indexer of the server does not meet the damage.
    private async Task IndexedAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await using (var context = await OpenAsync())
            {
                var behind = await context.Streams.CountAsync(
                    stream => stream.Head > 0 && !context.Set<SearchStreamRow>().Any(
                        row => row.UserId == stream.UserId && row.Indexed == stream.Head),
                    patience.Token);
                if (behind == 0)
                {
                    return;
                }
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
