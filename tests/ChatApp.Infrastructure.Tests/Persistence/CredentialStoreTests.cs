using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class CredentialStoreTests(DatabaseKind kind) : BothDatabases(kind)
{
    private static readonly SessionLifetime Lifetime = new(TimeSpan.FromDays(30), TimeSpan.FromDays(365));
    private static readonly SessionDevice Device = SessionDevice.Of("a program", null);

    [Test]
    public async Task A_change_stores_the_new_hash_and_ends_all_old_sessions()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var (begun, own, other, stranger) =
            (NewSession(user), NewSession(user), NewSession(user), NewSession(await node.AddUserAsync()));
        await StartAsync(node, user, own);
        await StartAsync(node, user, other);
        await StartAsync(node, (await node.Accounts.FindAsync(stranger.UserId, CancellationToken.None))!, stranger);

        // Each node has now cached the sessions; it must not use the cached state after the change.
        await HasEndedAsync(node, own, other);

        var ended = await ChangeAsync(node, await FindAsync(node, user), "new hash", begun);

        Assert.That(ended, Is.EquivalentTo(new[] { own.Id, other.Id }));
        Assert.That((await FindAsync(node, user)).PasswordHash, Is.EqualTo("new hash"));
        Assert.That(
            await HasEndedAsync(node, begun, own, other, stranger), Is.EqualTo(new[] { false, true, true, false }));
    }

    [Test]
    public async Task A_login_with_the_old_password_does_not_start_a_session_after_the_change()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var verified = await FindAsync(node, user);
        await ChangeAsync(node, await FindAsync(node, user), "new hash", NewSession(user));
        var late = NewSession(user);

        var displaced = await StartAsync(node, verified, late);

        Assert.That(displaced, Is.Null);
        Assert.That(await node.Sessions.FindStateAsync(late.Id, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_change_based_on_an_old_hash_changes_nothing()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var (first, second) = (NewSession(user), NewSession(user));
        var verified = await FindAsync(node, user);
        await ChangeAsync(node, await FindAsync(node, user), "new hash", first);

        var ended = await ChangeAsync(node, verified, "another hash", second);

        Assert.That(ended, Is.Null);
        Assert.That((await FindAsync(node, user)).PasswordHash, Is.EqualTo("new hash"));
        Assert.That(await HasEndedAsync(node, first, second), Is.EqualTo(new bool?[] { false, null }));
    }

    [Test]
    public async Task A_login_can_replace_the_hash_with_a_stronger_one()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();

        var displaced = await node.Credentials.StartSessionAsync(
            user, "harder hash", NewSession(user), CancellationToken.None);

        Assert.That(displaced, Is.Empty);
        Assert.That((await FindAsync(node, user)).PasswordHash, Is.EqualTo("harder hash"));
    }

    [Test]
    public async Task No_session_of_the_old_password_survives_parallel_logins_and_refreshes()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var begun = NewSession(user);
        var early = Enumerable.Range(0, 4).Select(_ => NewSession(user)).ToArray();
        foreach (var session in early)
        {
            await StartAsync(node, await FindAsync(node, user), session);
        }

        var verified = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => FindAsync(node, user)));
        var late = verified.Select(NewSession).ToArray();

        var refreshes = early.Select(session => Task.Run(() => node.Sessions.ChangeAsync(
            session.Id, current => current.Refresh(1, null, TestTime.Noon, Lifetime, Device), CancellationToken.None)));
        var logins = verified.Zip(late).Select(pair => Task.Run(() => StartAsync(node, pair.First, pair.Second)));
        var change = Task.Run(async () => await ChangeAsync(node, await FindAsync(node, user), "new hash", begun));
        await Task.WhenAll([.. refreshes, .. logins, change]).WaitAsync(TestNode.Patience);

        Assert.That(await change, Is.SupersetOf(early.Select(session => session.Id)));
        Assert.That(await HasEndedAsync(node, [.. early, .. late]), Has.None.EqualTo(false));
        Assert.That(await HasEndedAsync(node, begun), Is.EqualTo(new[] { false }));
    }

    private static Session NewSession(User user) =>
        Session.Start(Guid.CreateVersion7(), user.Id, TestTime.Noon, Lifetime, Device);

    private static async Task<User> FindAsync(TestNode node, User user) =>
        await node.Accounts.FindAsync(user.Id, CancellationToken.None)
            ?? throw new AssertionException("The user was not found.");

    private static Task<IReadOnlyList<Guid>?> StartAsync(TestNode node, User verified, Session session) =>
        node.Credentials.StartSessionAsync(verified, newHash: null, session, CancellationToken.None);

    private static Task<IReadOnlyList<Guid>?> ChangeAsync(
        TestNode node, User verified, string newHash, Session begun) =>
        node.Credentials.ChangePasswordAsync(verified, newHash, begun, CancellationToken.None);

    // Null: the session was never started.
    private static async Task<bool?[]> HasEndedAsync(TestNode node, params Session[] sessions)
    {
        var states = sessions.Select(
            async session => (await node.Sessions.FindStateAsync(session.Id, CancellationToken.None))?.HasEnded);
        return await Task.WhenAll(states);
    }
}
