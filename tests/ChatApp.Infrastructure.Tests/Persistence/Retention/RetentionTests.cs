using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Application.Maintenance;
using ChatApp.Application.Messages;
using ChatApp.Application.Search;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Retention;
using ChatApp.Infrastructure.Persistence.Searching;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence.Retention;

internal sealed class RetentionTests(DatabaseKind kind) : BothDatabases(kind)
{
    private const int MessageDays = 30;
    private const int EventDays = 10;

    private readonly FakeTimeProvider _clock = new(TestTime.Noon);
    private readonly FirstLine<RetentionService> _log = new();
    private TestDatabase _database = null!;
    private TestNode _node = null!;
    private User _alice = null!;
    private User _bob = null!;

    [SetUp]
    public async Task Start()
    {
        _database = await TestDatabase.CreateAsync(Kind);
        _database.Settings["Retention:MessageDays"] = $"{MessageDays}";
        _database.Settings["Retention:EventDays"] = $"{EventDays}";
        _node = await _database.StartNodeAsync(services => services
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<ILogger<RetentionService>>(_log));
        (_alice, _bob) = (await _node.AddUserAsync(), await _node.AddUserAsync());
    }

    [TearDown]
    public async Task End() => await _database.DisposeAsync();

    [Test]
    public async Task What_is_older_than_the_settings_goes_and_the_rest_stays()
    {
        await SendAsync(5);
        Pass(days: 25);
        await SendAsync(3);
        Pass(days: 9);
        await SendAsync(2);

        var deleted = await RunAsync();

        Assert.That(deleted, Is.EqualTo((5L, 10L)));
        Assert.That(await SeqsAsync(), Is.EqualTo(new long[] { 6, 7, 8, 9, 10 }));
        Assert.That(await BoundsAsync(_bob), Is.EqualTo(new StreamBounds(5, 10)));
        Assert.That(await NumbersAfterAsync(_bob, 5), Is.EqualTo(new long[] { 6, 7, 8, 9, 10 }));
        Assert.That((await ReadAsync(_bob, 4)).Error?.Code, Is.EqualTo(ErrorCodes.CursorExpired));
        await AssertInOrderAsync();

        Pass(days: 1.5);
        Assert.That(await RunAsync(), Is.EqualTo((0L, 6L)), "events go before their messages");
        await AssertInOrderAsync();
    }

    [Test]
    public async Task Nothing_goes_before_its_time_and_a_run_is_due_once_a_day()
    {
        await SendAsync(5);
        Pass(days: EventDays);

        Assert.That(await RunAsync(), Is.EqualTo((0L, 0L)));
        Assert.That(await RunAsync(), Is.Null);
        Pass(days: 1);
        Assert.That(await RunAsync(), Is.EqualTo((0L, 10L)));
        Assert.That(await SeqsAsync(), Has.Count.EqualTo(5));
        Assert.That((await ReadAsync(_bob, 5)).Value.Items, Is.Empty, "the end of the stream is no gap");
        Assert.That((await ReadAsync(_bob, 4)).Error?.Code, Is.EqualTo(ErrorCodes.CursorExpired));
    }

    [Test]
    public async Task Many_go_in_many_steps()
    {
        await SendAsync(1_250);
        Pass(days: MessageDays + 1);
        await SendAsync(1);

        Assert.That(await RunAsync(), Is.EqualTo((1_250L, 2_500L)));

        Assert.That(await SeqsAsync(), Is.EqualTo(new long[] { 1_251 }));
        Assert.That(await BoundsAsync(_alice), Is.EqualTo(new StreamBounds(1_250, 1_251)));
        await AssertInOrderAsync();
    }

    [Test]
    public async Task Until_it_is_deleted_a_page_below_the_floor_is_whole_and_a_run_finishes_what_another_began()
    {
        await SendAsync(6);
        await using (var context = await _node.OpenContextAsync())
        {
            await context.WriteAsync(
                cancellation => context.Streams.ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Floor, 4L), cancellation),
                CancellationToken.None);
        }

        Assert.That(await NumbersAfterAsync(_bob, 0), Is.EqualTo(new long[] { 1, 2, 3, 4, 5, 6 }));
        await AssertInOrderAsync();

        Assert.That(await RunAsync(), Is.EqualTo((0L, 8L)));
        Assert.That((await ReadAsync(_bob, 0)).Error?.Code, Is.EqualTo(ErrorCodes.CursorExpired));
        Assert.That(await NumbersAfterAsync(_bob, 4), Is.EqualTo(new long[] { 5, 6 }));
    }

    [Test]
    public async Task A_reader_that_reads_page_by_page_during_runs_gets_all_or_is_told()
    {
        await SendAsync(1_200);
        Pass(days: EventDays + 1);
        await SendAsync(300);
        using var isOver = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadOverAndOverAsync(isOver.Token))).ToList();

        await RunAsync();
        await isOver.CancelAsync();

        var outcomes = await Task.WhenAll(readers).WaitAsync(TestNode.Patience);
        Assert.That(outcomes.Sum(outcome => outcome.Gaps), Is.Zero);
        Assert.That(outcomes.Sum(outcome => outcome.Told), Is.Positive);
    }

    [Test]
    public async Task Unread_counts_stay_right_and_the_peer_does_not_take_it_for_reading()
    {
        var old = await SendAsync(5);
        await _node.MarkReadAsync(_bob.Id, _alice.Id, old[1].Id);
        Pass(days: MessageDays + 1);
        await SendAsync(3);
        await SendAsync(2, _bob, _alice);

        await RunAsync();

        var (hers, his) = ((await _node.ListAsync(_alice.Id))[0], (await _node.ListAsync(_bob.Id))[0]);
        Assert.That((his.UnreadCount, his.LastReadSeq), Is.EqualTo((3L, 5L)));
        Assert.That((hers.UnreadCount, hers.PeerLastReadSeq), Is.EqualTo((2L, 2L)));
        Assert.That(
            (await _node.Conversations.CountUnreadAsync(_bob.Id, CancellationToken.None)).Messages, Is.EqualTo(3));
        await AssertInOrderAsync();

        var messages = await _node.ReadAllAsync(_alice, _bob);
        Assert.That((await _node.MarkReadAsync(_bob.Id, _alice.Id, old[2].Id)).Error?.Code, Is.EqualTo(
            ErrorCodes.MessageNotFound));
        Assert.That((await _node.MarkReadAsync(_bob.Id, _alice.Id, messages[1].Id)).IsSuccess, Is.True);
        Assert.That((await _node.ListAsync(_bob.Id))[0].UnreadCount, Is.EqualTo(1));
        Assert.That((await _node.ListAsync(_alice.Id))[0].PeerLastReadSeq, Is.EqualTo(7));
        await AssertInOrderAsync();
    }

    [Test]
    public async Task The_newest_message_loses_its_text_and_goes_when_a_newer_one_is_old()
    {
        var id = Guid.CreateVersion7();
        await SendAsync(3);
        await _node.AppendAsync(_alice, _bob, "the last", id);
        await _node.AppendAsync(_bob, _bob, "a note");
        Pass(days: MessageDays + 1);

        Assert.That(await RunAsync(), Is.EqualTo((3L, 9L)));

        var row = (await _node.ListAsync(_bob.Id)).Single(row => row.UserId == _alice.Id);
        Assert.That((row.LastMessage, row.LastSeq, row.UnreadCount), Is.EqualTo(("", 4L, 0L)));
        var left = (await _node.ReadAllAsync(_alice, _bob)).Single();
        Assert.That((left.Seq, left.Content), Is.EqualTo((4L, "")));
        Assert.That(left.DeletedAt, Is.EqualTo(_clock.GetUtcNow()));
        Assert.That((await _node.ReadAllAsync(_bob, _bob)).Single().Content, Is.Empty);
        Assert.That((await ReadAsync(_alice, 4)).Value.Items.Single().Event, Is.TypeOf<MessageDeleted>());
        Assert.That((await _node.AppendAsync(_alice, _bob, "the last", id)).Value.IsRepeat, Is.True);
        await AssertInOrderAsync();

        Pass(days: 1);
        Assert.That(await RunAsync(), Is.EqualTo((0L, 0L)));
        await SendAsync(1);
        Pass(days: 1);
        Assert.That(await RunAsync(), Is.EqualTo((1L, 0L)));
        Assert.That(await SeqsAsync(), Is.EqualTo(new long[] { 5 }));
        Assert.That((await _node.AppendAsync(_alice, _bob, "the last", id)).Value.IsRepeat, Is.False);
        await AssertInOrderAsync();
    }

    [Test]
    public async Task A_later_event_about_a_message_that_is_gone_is_left_out()
    {
        var old = await SendAsync(2);
        Pass(days: MessageDays - 1);
        await _node.MarkReadAsync(_bob.Id, _alice.Id, old[0].Id);
        await _node.Get<ISender>().Send(new React(_bob.Id, old[0].Id, "👍", IsAdded: true));
        await SendAsync(1);
        Pass(days: 2);

        Assert.That(await RunAsync(), Is.EqualTo((2L, 4L)));

        var logged = (await ReadAsync(_alice, 2)).Value.Items;
        Assert.That(
            logged.Select(item => (item.Number, item.Event?.GetType())),
            Is.EqualTo(new (long, Type?)[] { (3, null), (4, null), (5, typeof(MessageSent)) }));
        await AssertInOrderAsync();
    }

    [Test]
    public async Task The_words_go_with_the_message()
    {
        await _node.AppendAsync(_alice, _bob, "xylophonist");
        await _node.AppendAsync(_alice, _bob, "neighbour");
        await _node.Get<SearchIndexer>().RoundAsync(CancellationToken.None);
        Pass(days: MessageDays + 1);
        await _node.AppendAsync(_alice, _bob, "latecomer");

        await RunAsync();

        await using var context = await _node.OpenContextAsync();
        var kept = (await _node.ReadAllAsync(_alice, _bob)).Select(message => message.Id).ToList();
        Assert.That(
            await context.Set<SearchDocumentRow>().Select(row => row.MessageId).Distinct().ToListAsync(),
            Is.EquivalentTo(kept));
        var tokens = Kind == DatabaseKind.Postgres
            ? "SELECT tokens::text AS \"Value\" FROM search_documents"
            : "SELECT message_id AS Value FROM search_tokens";
        Assert.That(await context.Database.SqlQueryRaw<string>(tokens).CountAsync(), Is.EqualTo(2 * kept.Count));
        Assert.That(await FindAsync("xylophonist"), Is.Empty);
        Assert.That(await FindAsync("latecomer"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_indexer_that_read_a_message_before_it_went_does_not_write_its_words()
    {
        await using var context = await _node.OpenContextAsync();
        var gone = new SearchDocument(1, Guid.CreateVersion7(), 1, "1.0.xylophonist");

        await context.WriteInTransactionAsync(
            async cancellation =>
            {
                await _node.Get<ISearchDocuments>().WriteAsync(context, [gone], cancellation);
                return true;
            },
            CancellationToken.None);

        Assert.That(await context.Set<SearchDocumentRow>().CountAsync(), Is.Zero);
        if (Kind == DatabaseKind.Sqlite)
        {
            Assert.That(
                await context.Database.SqlQueryRaw<long>("SELECT count(*) AS Value FROM search_tokens").SingleAsync(),
                Is.Zero);
        }
    }

    [Test]
    public async Task A_message_waits_for_the_search_index_and_for_its_events()
    {
        await SendAsync(5, isIndexed: false);
        Pass(days: MessageDays + 1);

        Assert.That(await RunAsync(isIndexed: false), Is.EqualTo((0L, 0L)));
        Assert.That(await SeqsAsync(), Has.Count.EqualTo(5));
        Assert.That(await NumbersAfterAsync(_bob, 0), Has.Count.EqualTo(5));

        Pass(days: 1);
        Assert.That(await RunAsync(), Is.EqualTo((4L, 10L)));
    }

    [Test]
    public async Task Sending_goes_on_in_a_conversation_that_a_run_shortens()
    {
        const int Sent = 400;
        await SendAsync(800);
        Pass(days: MessageDays + 1);
        await SendAsync(1);
        var sending = Task.Run(() => Task.WhenAll(Enumerable.Range(0, Sent).Select(async i =>
        {
            var sent = await _node.AppendAsync(i % 2 == 0 ? _alice : _bob, i % 2 == 0 ? _bob : _alice, $"{i}");
            if (i % 10 == 0)
            {
                await _node.MarkReadAsync(sent.Value.Message.RecipientId, sent.Value.Message.SenderId,
                    sent.Value.Message.Id);
            }
        })));

        var deleted = await RunAsync();
        await sending.WaitAsync(TestNode.Patience);

        Assert.That(deleted?.Messages, Is.EqualTo(800));
        Assert.That(await SeqsAsync(), Is.EqualTo(Enumerable.Range(801, Sent + 1)));
        await AssertInOrderAsync();
    }

    [Test]
    public async Task A_node_runs_by_itself()
    {
        await SendAsync(3);
        await _node.Get<SearchIndexer>().RoundAsync(CancellationToken.None);
        Pass(days: MessageDays + 1);

        // The loop begins on another thread, so the first minutes may pass before it waits.
        using var patience = new CancellationTokenSource(TestNode.Patience);
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_log.Text.IsCompleted)
        {
            _clock.Advance(RetentionService.Interval);
            await turns.WaitForNextTickAsync(patience.Token);
        }

        Assert.That(await _log.Text, Does.StartWith("Retention deleted 2 messages and 6 events in "));
        Assert.That(await SeqsAsync(), Is.EqualTo(new long[] { 3 }));
    }

    private void Pass(double days) => _clock.AdjustTime(_clock.GetUtcNow().AddDays(days));

    private Task<IReadOnlyList<Message>> SendAsync(int count, bool isIndexed = true) =>
        SendAsync(count, _alice, _bob, isIndexed);

    private async Task<IReadOnlyList<Message>> SendAsync(
        int count, User sender, User recipient, bool isIndexed = true)
    {
        var sent = await Task.WhenAll(
            Enumerable.Range(0, count).Select(i => _node.AppendAsync(sender, recipient, $"word {i}")));
        if (isIndexed)
        {
            await _node.Get<SearchIndexer>().RoundAsync(CancellationToken.None);
        }

        return [.. sent.Select(result => result.Value.Message).OrderBy(message => message.Seq)];
    }

    private async Task<(long Messages, long Events)?> RunAsync(bool isIndexed = true)
    {
        if (isIndexed)
        {
            await _node.Get<SearchIndexer>().RoundAsync(CancellationToken.None);
        }

        return await _node.Get<RetentionService>().RunAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
    }

    private async Task<IReadOnlyList<long>> SeqsAsync() =>
        [.. (await _node.ReadAllAsync(_alice, _bob)).Select(message => message.Seq)];

    private Task<StreamBounds> BoundsAsync(User user) => _node.Log.GetBoundsAsync(user.Id, CancellationToken.None);

    private Task<Result<Page<LoggedEvent>>> ReadAsync(User user, long after) =>
        _node.Log.ReadAsync(user.Id, after, 10_000, CancellationToken.None);

    private async Task<IReadOnlyList<long>> NumbersAfterAsync(User user, long after) =>
        [.. (await ReadAsync(user, after)).Value.Items.Select(logged => logged.Number)];

    private async Task<IReadOnlyList<MessageDto>> FindAsync(string words) =>
        (await _node.Get<ISender>().Send(new SearchMessages(_bob.Id, words, null, null, 50))).Value.Items;

    private async Task<(int Gaps, int Told)> ReadOverAndOverAsync(CancellationToken isOver)
    {
        var (gaps, told, after) = (0, 0, 0L);
        while (true)
        {
            var isLast = isOver.IsCancellationRequested;
            var page = await _node.Log.ReadAsync(_bob.Id, after, 20, CancellationToken.None);
            if (!page.IsSuccess)
            {
                (told, after) = (told + 1, 0);
                if (isLast)
                {
                    return (gaps, told);
                }
            }
            else if (page.Value.Items.Count == 0)
            {
                after = 0;
            }

            foreach (var logged in page.IsSuccess ? page.Value.Items : [])
            {
                gaps += logged.Number == after + 1 ? 0 : 1;
                after = logged.Number;
            }
        }
    }

    private async Task AssertInOrderAsync()
    {
        var findings = _node.Get<ISender>().CreateStream(
            new CheckDatabase(Corrects: false, new Progress<CheckedRows>()));
        Assert.That(await findings.Select(finding => finding.Text).ToListAsync(), Is.Empty);
    }
}
