using ChatApp.Application.Common;
using ChatApp.Application.Writing;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class MessageErasureTests(DatabaseKind kind) : BothDatabases(kind)
{
    // More than two pages.
    private const int Messages = 250;

    [Test]
    public async Task A_node_goes_on_where_an_ended_node_stopped()
    {
        const int First = 120;
        await using var database = await TestDatabase.CreateAsync(Kind);
        var ended = await database.StartNodeAsync(services => services.AddSingleton<IConversationWriter>(
            provider => new Limited(provider.GetRequiredService<BatchWriter>(), First)));
        var (alice, bob) = (await ended.AddUserAsync(), await ended.AddUserAsync());
        await SendAsync(ended, alice, bob, Messages);
        await CloseAsync(ended, alice);
        await UntilAsync(async () => await CountAsync(ended, alice, bob) <= Messages - First);
        var left = await CountAsync(ended, alice, bob);
        await ended.StopAsync();

        var node = await database.StartNodeAsync();
        await UntilErasedAsync(node, alice);

        Assert.That(left, Is.EqualTo(Messages - First), "the first node was stopped in the middle");
        Assert.That(await CountAsync(node, alice, bob), Is.Zero);
        Assert.That(
            (await node.ReadLogAsync(bob)).Count(logged => logged.Event is MessageDeleted), Is.EqualTo(Messages),
            "each deletion is told once");
    }

    [Test]
    public async Task Two_nodes_at_once_delete_each_message_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        await SendAsync(node, alice, bob, Messages);
        await SendAsync(node, bob, alice, 10);
        await SendAsync(node, alice, carol, 10);
        await SendAsync(node, alice, alice, 10);
        await CloseAsync(node, alice);

        var other = Kind == DatabaseKind.Postgres ? await database.StartNodeAsync() : node;
        await UntilErasedAsync(other, alice);

        Assert.That(await CountAsync(node, alice, bob), Is.EqualTo(10), "those of the other user stay");
        Assert.That(await CountAsync(node, alice, carol), Is.Zero);
        Assert.That(await CountAsync(node, alice, alice), Is.Zero);
        Assert.That(
            (await node.ReadLogAsync(bob)).Count(logged => logged.Event is MessageDeleted), Is.EqualTo(Messages));
    }

    private static async Task SendAsync(TestNode node, User sender, User recipient, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => node.AppendAsync(sender, recipient, $"{i}")));

    private static async Task CloseAsync(TestNode node, User user) => Assert.That(
        await node.Accounts.CloseAsync(user, TestTime.Noon, erasesMessages: true, CancellationToken.None),
        Is.Not.Null);

    private static async Task<int> CountAsync(TestNode node, User one, User other) =>
        (await node.ReadAllAsync(one, other)).Count(message => message.DeletedAt is null);

    private static Task UntilErasedAsync(TestNode node, User user) => UntilAsync(
        async () => !(await node.Accounts.FindAsync(user.Id, CancellationToken.None))!.ErasesMessages);

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (!await isTrue())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>A writer that takes only so many deletions.</summary>
    private sealed class Limited(IConversationWriter writer, int most) : IConversationWriter
    {
        private int _taken;

        public async Task<Result<T>> WriteAsync<T>(ConversationWrite<T> write, CancellationToken cancellationToken) =>
            write.Target.MessageId is not null && Interlocked.Increment(ref _taken) > most
                ? Error.Unavailable(TimeSpan.FromSeconds(1))
                : await writer.WriteAsync(write, cancellationToken);
    }
}
