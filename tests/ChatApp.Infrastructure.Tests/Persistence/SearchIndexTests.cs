using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Application.Search;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Searching;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class SearchIndexTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task A_message_is_found_while_no_indexer_runs()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync(StopTheClock);
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await SendManyAsync(node, alice, bob, 30);

        Assert.That(await FindAsync(node, bob, "word"), Is.EqualTo(Numbered(30)));
        Assert.That(await CountDocumentsAsync(node), Is.Zero);
    }

    [Test]
    public async Task The_indexer_takes_in_the_history_of_an_old_database()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync(StopTheClock);
        var users = await SendInManyConversationsAsync(node);

        await node.Get<SearchIndexer>().RoundAsync(CancellationToken.None).WaitAsync(TestNode.Patience);

        var tails = await node.Get<SearchIndex>().FindTailsAsync(Guid.Empty, 1_000, CancellationToken.None);
        Assert.That(tails.Tails, Is.Empty);
        Assert.That(await CountDocumentsAsync(node), Is.EqualTo(2 * 1_200));
        foreach (var user in users.Skip(1))
        {
            Assert.That(await FindAsync(node, user, "word"), Is.EqualTo(Numbered(20)));
        }
    }

    [Test]
    public async Task An_indexer_that_ends_within_a_batch_leaves_nothing_half_done()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync(StopTheClock);
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await SendManyAsync(node, alice, bob, 5);
        var ending = new SearchIndex(
            node.Get<IDbContextFactory<ChatDbContext>>(), new Ending(node.Get<ISearchDocuments>()));

        Assert.That(
            async () => await ending.IndexAsync([bob.Id], 10, CancellationToken.None),
            Throws.TypeOf<OperationCanceledException>());
        var left = await CountDocumentsAsync(node);
        var whileLeft = await FindAsync(node, bob, "word");
        await node.Get<SearchIndex>().IndexAsync([bob.Id], 10, CancellationToken.None);

        Assert.That(left, Is.Zero);
        Assert.That(whileLeft, Is.EqualTo(Numbered(5)));
        Assert.That(await FindAsync(node, bob, "word"), Is.EqualTo(Numbered(5)));
        Assert.That(await CountDocumentsAsync(node), Is.EqualTo(5));
    }

    [Test]
    public async Task Parallel_indexers_index_each_message_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync(StopTheClock);
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await SendManyAsync(node, alice, bob, 40);

        for (var round = 0; round < 4; round++)
        {
            var stored = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
                Task.Run(() => node.Get<SearchIndex>().IndexAsync([alice.Id, bob.Id], 10, CancellationToken.None))));
            Assert.That(stored, Has.Some.True);
        }

        while ((await TailsAsync(node)).Count > 0)
        {
            await node.Get<SearchIndex>().IndexAsync([alice.Id, bob.Id], 10, CancellationToken.None);
        }

        Assert.That(await FindAsync(node, bob, "word"), Is.EqualTo(Numbered(40)));
        Assert.That(await CountDocumentsAsync(node), Is.EqualTo(80));
    }

    [Test]
    public async Task A_search_first_takes_in_a_long_tail()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var clock = new FakeTimeProvider(TestTime.Noon);
        var node = await database.StartNodeAsync(services => services.AddSingleton<TimeProvider>(clock));

        // Connections that were opened before the migration are not kept for five seconds.
        clock.Advance(TimeSpan.FromSeconds(6));
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await SendManyAsync(node, alice, bob, 30);

        // The next messages are far away in the stream, in another slice of the index.
        await using (var context = await node.OpenContextAsync())
        {
            await context.WriteAsync(
                cancellation => context.Streams.Where(stream => stream.UserId == bob.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(stream => stream.Head, MessageSearch.MaxTail + 5_000L), cancellation),
                CancellationToken.None);
        }

        await SendManyAsync(node, alice, bob, 5, from: 30);

        Assert.That(await FindAsync(node, bob, "word"), Is.EqualTo(Numbered(35)));
        Assert.That(await CountDocumentsAsync(node), Is.GreaterThan(20));
        await node.Get<SearchIndexer>().RoundAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
        Assert.That(await FindAsync(node, bob, "word"), Is.EqualTo(Numbered(35)));
        Assert.That(await FindAsync(node, bob, "word", limit: 6), Is.EqualTo(Numbered(35).Take(6)));
    }

    [Test]
    public async Task The_text_of_a_deleted_message_leaves_the_index()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync(StopTheClock);
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "neighbour");
        var sent = (await node.AppendAsync(alice, bob, "xylophonist")).Value.Message;
        await node.AppendAsync(alice, bob, "neighbour");
        await node.Get<SearchIndexer>().RoundAsync(CancellationToken.None);
        var before = await ContainsAsync(node, database, "xylophonist");

        await node.Get<ISender>().Send(new DeleteMessage(alice.Id, sent.Id));
        await node.Get<SearchIndexer>().RoundAsync(CancellationToken.None);

        Assert.That(before, Is.True);
        Assert.That(await ContainsAsync(node, database, "xylophonist"), Is.False);
        Assert.That(await FindAsync(node, bob, "neighbour"), Has.Count.EqualTo(2));
    }

    // The indexer looks once at the start and then waits for the clock.
    private static void StopTheClock(IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(TestTime.Noon));

    private static IEnumerable<string> Numbered(int count) =>
        Enumerable.Range(0, count).Reverse().Select(number => $"word {number}");

    private static async Task SendManyAsync(TestNode node, User sender, User recipient, int count, int from = 0)
    {
        for (var i = from; i < from + count; i++)
        {
            await node.AppendAsync(sender, recipient, $"word {i}");
        }
    }

    private static async Task<IReadOnlyList<User>> SendInManyConversationsAsync(TestNode node)
    {
        var users = new List<User> { await node.AddUserAsync() };
        for (var i = 0; i < 60; i++)
        {
            users.Add(await node.AddUserAsync());
        }

        await Task.WhenAll(users.Skip(1).Select(user => SendManyAsync(node, users[0], user, 20)));
        return users;
    }

    private static async Task<IReadOnlyList<string>> FindAsync(
        TestNode node, User user, string words, int limit = PageLimit.Max)
    {
        var found = await node.Get<ISender>().Send(new SearchMessages(user.Id, words, null, null, limit));
        return [.. found.Value.Items.Select(message => message.Content)];
    }

    private static async Task<IReadOnlyList<UnindexedTail>> TailsAsync(TestNode node) =>
        (await node.Get<SearchIndex>().FindTailsAsync(Guid.Empty, 1_000, CancellationToken.None)).Tails;

    private static async Task<int> CountDocumentsAsync(TestNode node)
    {
        await using var context = await node.OpenContextAsync();
        return await context.Set<SearchDocumentRow>().CountAsync();
    }

    private async Task<bool> ContainsAsync(TestNode node, TestDatabase database, string word)
    {
        await using var context = await node.OpenContextAsync();
        if (Kind == DatabaseKind.Postgres)
        {
            // What is dead until the vacuum cannot be read.
            return await context.Database.SqlQueryRaw<string>("SELECT tokens::text AS \"Value\" FROM search_documents")
                .AnyAsync(tokens => tokens.Contains(word));
        }

        await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var file = await File.ReadAllBytesAsync(Path.Combine(database.Directory, "chatapp.db"));
        return file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(word)) >= 0;
    }

    /// <summary>Ends after it has written, before the commit.</summary>
    private sealed class Ending(ISearchDocuments documents) : ISearchDocuments
    {
        public int BatchSize => documents.BatchSize;

        public async Task WriteAsync(
            ChatDbContext context, IReadOnlyList<SearchDocument> batch, CancellationToken cancellationToken)
        {
            await documents.WriteAsync(context, batch, cancellationToken);
            throw new OperationCanceledException();
        }

        public Task RemoveAsync(
            ChatDbContext context,
            IReadOnlyList<long> streamIds,
            IReadOnlyList<Guid> messageIds,
            CancellationToken cancellationToken) =>
            documents.RemoveAsync(context, streamIds, messageIds, cancellationToken);
    }
}
