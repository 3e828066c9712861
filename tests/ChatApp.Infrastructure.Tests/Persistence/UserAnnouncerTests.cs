using ChatApp.Application.Common;
using ChatApp.Application.Writing;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class UserAnnouncerTests(DatabaseKind kind) : BothDatabases(kind)
{
    // More than two pages.
    private const int Peers = 250;

    [Test]
    public async Task Everybody_in_many_conversations_is_told_once()
    {
        var node = await NodeAsync();
        var alice = await node.AddUserAsync();
        var peers = await TalkWithManyAsync(node, alice);

        await ChangeAsync(node, alice, "Alice");
        await ChangeAsync(node, alice, "Alice");

        foreach (var user in peers.Append(alice))
        {
            var update = (await UpdatesOfAsync(node, user)).Single();
            Assert.That(
                (update.UserId, update.Username, update.DisplayName),
                Is.EqualTo((alice.Id, alice.Username, "Alice")));
        }

        await ChangeAsync(node, alice, "Alice B.");
        Assert.That(await UpdatesOfAsync(node, peers[^1]), Has.Count.EqualTo(2));
        Assert.That(
            (await UpdatesOfAsync(node, peers[^1])).Select(update => update.DisplayName),
            Is.All.EqualTo("Alice B."));
    }

    [Test]
    public async Task A_node_announces_what_an_ended_node_left()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var ended = await database.StartNodeAsync(services => services.AddSingleton<IConversationWriter>(
            provider => new Refusing(provider.GetRequiredService<BatchWriter>(), most: int.MaxValue)));
        var (alice, bob) = (await ended.AddUserAsync(), await ended.AddUserAsync());
        await ended.AppendAsync(alice, bob, "Hello!");
        await ended.Accounts.ChangeDisplayNameAsync(alice.Id, "Alice", CancellationToken.None);
        var before = await UpdatesOfAsync(ended, bob);
        await ended.StopAsync();

        var node = await database.StartNodeAsync();
        await UntilAnnouncedAsync(node, alice);

        Assert.That(before, Is.Empty);
        Assert.That((await UpdatesOfAsync(node, bob)).Single().DisplayName, Is.EqualTo("Alice"));
    }

    [Test]
    public async Task A_refused_announcement_is_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync(services => services.AddSingleton<IConversationWriter>(
            provider => new Refusing(provider.GetRequiredService<BatchWriter>(), most: 2)));
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "Hello!");
        await node.AppendAsync(alice, carol, "Hello!");

        await ChangeAsync(node, alice, "Alice");

        foreach (var user in new[] { alice, bob, carol })
        {
            Assert.That(await UpdatesOfAsync(node, user), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task A_conversation_without_messages_is_not_told()
    {
        var node = await NodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        var id = Guid.CreateVersion7();
        await node.AppendAsync(alice, carol, "Hello!", id);

        // This opens a conversation and then stores no message in it.
        var conflict = await node.AppendAsync(alice, bob, "Hello!", id);
        await ChangeAsync(node, alice, "Alice");

        Assert.That(conflict.IsSuccess, Is.False);
        Assert.That(await UpdatesOfAsync(node, bob), Is.Empty);
        Assert.That(await UpdatesOfAsync(node, carol), Has.Count.EqualTo(1));
    }

    internal static async Task<List<User>> TalkWithManyAsync(TestNode node, User user)
    {
        var peers = new List<User>();
        for (var i = 0; i < Peers; i++)
        {
            peers.Add(await node.AddUserAsync());
        }

        await Task.WhenAll(peers.Select(peer => node.AppendAsync(user, peer, "Hello!")));
        return peers;
    }

    private static async Task ChangeAsync(TestNode node, User user, string name)
    {
        await node.Accounts.ChangeDisplayNameAsync(user.Id, name, CancellationToken.None);
        await UntilAnnouncedAsync(node, user);
    }

    internal static async Task UntilAnnouncedAsync(TestNode node, User user)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (await node.Accounts.FindAsync(user.Id, CancellationToken.None) is var found
            && found!.AnnouncedRevision < found.ProfileRevision)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    internal static async Task<List<UserUpdated>> UpdatesOfAsync(TestNode node, User user) =>
        [.. (await node.ReadLogAsync(user)).Select(logged => logged.Event).OfType<UserUpdated>()];

    /// <summary>A writer that is overloaded when it gets the first announcements.</summary>
    private sealed class Refusing(IConversationWriter writer, int most) : IConversationWriter
    {
        private int _refused;

        public async Task<Result<T>> WriteAsync<T>(ConversationWrite<T> write, CancellationToken cancellationToken) =>
            write is ConversationWrite<Unit> && Interlocked.Increment(ref _refused) <= most
                ? Error.Unavailable(TimeSpan.FromSeconds(1))
                : await writer.WriteAsync(write, cancellationToken);
    }
}
