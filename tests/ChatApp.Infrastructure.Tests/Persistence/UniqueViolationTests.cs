using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class UniqueViolationTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task A_duplicate_in_a_unique_index_is_a_unique_violation()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var twin = Domain.Users.User.Register(
            Guid.CreateVersion7(), user.Username, $"other.{user.Email}", "hash", TestTime.Noon);

        Assert.That(await SaveAsync(node, twin), Is.True);
    }

    [Test]
    public async Task A_duplicate_primary_key_is_a_unique_violation()
    {
        var node = await NodeAsync();

        Assert.That(await SaveAsync(node, new EpochRow { Epoch = 1 }), Is.True);
    }

    [Test]
    public async Task Another_constraint_violation_is_not_a_unique_violation()
    {
        var node = await NodeAsync();
        var session = Domain.Sessions.Session.Start(
            Guid.CreateVersion7(), Guid.CreateVersion7(), TestTime.Noon, TestSession.Lifetime, TestSession.Device);

        Assert.That(await SaveAsync(node, session), Is.False, "the foreign key of the user is violated");
    }

    private static async Task<bool> SaveAsync(TestNode node, object row)
    {
        await using var context = await node.OpenContextAsync();
        context.Add(row);
        var exception = await Assert.CatchAsync<DbUpdateException>(() => context.SaveChangesAsync());
        return DatabaseFailure.IsUniqueViolation(exception!);
    }
}
