using ChatApp.Application.Accounts;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class AccountStoreTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task An_account_is_read_as_it_was_stored()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync("Kept");

        var found = await node.Accounts.FindAsync(user.Id, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That((found?.Username, found?.UsernameKey), Is.EqualTo((user.Username, user.UsernameKey)));
            Assert.That((found?.Email, found?.EmailKey), Is.EqualTo((user.Email, user.EmailKey)));
            Assert.That(
                (found?.CreatedAt, found?.IsActive, found?.PasswordHash), Is.EqualTo((user.CreatedAt, true, "hash")));
        });
    }

    [Test]
    public async Task Parallel_registrations_of_one_name_store_one_account()
    {
        var node = await NodeAsync();
        var name = TestNode.NewUser().Username;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => node.Accounts.AddAsync(
            Register(i % 2 == 0 ? name : name.ToUpperInvariant(), $"{i}.{name}@example.com"), CancellationToken.None))))
            .WaitAsync(TestNode.Patience);

        Assert.That(outcomes.Count(outcome => outcome == AddAccountOutcome.Added), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome == AddAccountOutcome.UsernameTaken), Is.EqualTo(15));
    }

    [Test]
    public async Task Parallel_registrations_of_one_email_address_store_one_account()
    {
        var node = await NodeAsync();
        var email = TestNode.NewUser().Email;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => node.Accounts.AddAsync(
            Register(TestNode.NewUser().Username, i % 2 == 0 ? email : email.ToUpperInvariant()),
            CancellationToken.None))))
            .WaitAsync(TestNode.Patience);

        Assert.That(outcomes.Count(outcome => outcome == AddAccountOutcome.Added), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome == AddAccountOutcome.EmailTaken), Is.EqualTo(15));
    }

    [Test]
    public async Task A_new_account_has_an_empty_stream()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();

        var bounds = await node.Log.GetBoundsAsync(user.Id, CancellationToken.None);

        Assert.That((bounds.Floor, bounds.Head), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Login_finds_name_and_email_address_in_any_case()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync("Login");

        var byName = await node.Accounts.FindByLoginAsync(user.Username.ToUpperInvariant(), CancellationToken.None);
        var byEmail = await node.Accounts.FindByLoginAsync(user.Email.ToUpperInvariant(), CancellationToken.None);
        var byNothing = await node.Accounts.FindByLoginAsync(user.Username[..^1], CancellationToken.None);

        Assert.That(
            (byName?.Id, byEmail?.Id, byNothing?.Id), Is.EqualTo(((Guid?)user.Id, (Guid?)user.Id, (Guid?)null)));
    }

    [Test]
    public async Task Search_returns_the_names_with_the_prefix_in_ordered_pages()
    {
        var node = await NodeAsync();
        var prefix = $"s{Guid.CreateVersion7().ToString("N")[20..]}";
        string[] names =
            [$"{prefix}-a", $"{prefix}.a", $"{prefix}0", $"{prefix}_a", $"{prefix}a", $"{prefix}B", $"{prefix}zz"];
        foreach (var name in names.Reverse())
        {
            await node.Accounts.AddAsync(
                Register(name, $"{Guid.CreateVersion7():N}@example.com"), CancellationToken.None);
        }

        var first = await node.Users.SearchAsync(prefix, null, 4, CancellationToken.None);
        var second = await node.Users.SearchAsync(prefix, first.Items[^1].UsernameKey, 4, CancellationToken.None);

        Assert.That(first.Items.Concat(second.Items).Select(user => user.Username), Is.EqualTo(names));
        Assert.That((first.HasMore, second.HasMore), Is.EqualTo((true, false)));
    }

    private static User Register(string username, string email) =>
        User.Register(Guid.CreateVersion7(), username, email, "hash", TestTime.Noon);
}
