using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class HangingTransactionTests
{
    [Test]
    public async Task A_transaction_that_hangs_between_two_statements_loses_its_locks()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "before");
        var (locked, resume) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var context = await node.OpenContextAsync();
        var hanging = context.WriteInTransactionAsync(
            async cancellation =>
            {
                await context.Conversations.ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.LastSeq, row => row.LastSeq), cancellation);
                locked.SetResult();
                await resume.Task;
                return 0;
            },
            CancellationToken.None);
        await locked.Task.WaitAsync(TestNode.Patience);

        var sent = await node.AppendAsync(alice, bob, "meanwhile");

        Assert.That(sent.IsSuccess, Is.True, sent.Error?.Code);
        resume.SetResult();
        Assert.That(() => hanging, Throws.InstanceOf<Exception>(), "nothing of it is stored");
    }
}
