using ChatApp.Domain.Users;

namespace ChatApp.Domain.Tests.Users;

internal sealed class UserTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_new_account_is_active_and_keeps_its_name_and_address()
    {
        var id = Guid.CreateVersion7();

        var user = User.Register(id, "Alice", "Alice@Example.com", "hash", Noon);

        Assert.Multiple(() =>
        {
            Assert.That((user.Id, user.CreatedAt, user.IsActive), Is.EqualTo((id, Noon, true)));
            Assert.That((user.Username, user.UsernameKey), Is.EqualTo(("Alice", "alice")));
            Assert.That((user.Email, user.EmailKey), Is.EqualTo(("Alice@Example.com", "alice@example.com")));
            Assert.That(user.DisplayName, Is.EqualTo("Alice"));
            Assert.That(user.PasswordHash, Is.EqualTo("hash"));
        });
    }

    [TestCase("al", "alice@example.com")]
    [TestCase("alice", "alice")]
    public void An_invalid_account_cannot_be_created(string username, string email)
    {
        Assert.That(
            () => User.Register(Guid.CreateVersion7(), username, email, "hash", Noon),
            Throws.ArgumentException);
    }

    [TestCase("A", true)]
    [TestCase(" Alice B. 漢 👩‍👩‍👧 ", true)]
    [TestCase("", false)]
    [TestCase(" \u00a0\u2003", false)]
    [TestCase("a\tb", false)]
    [TestCase("a\u007f", false)]
    [TestCase("a\u0085", false)]
    public void A_display_name_is_visible_and_has_no_control_characters(string name, bool expected)
    {
        Assert.That(User.IsDisplayName(name), Is.EqualTo(expected));
    }

    [Test]
    public void A_display_name_has_at_most_64_units()
    {
        Assert.That(User.IsDisplayName(new string('a', 64)), Is.True);
        Assert.That(User.IsDisplayName(new string('a', 65)), Is.False);
    }

    [TestCase("alice", true)]
    [TestCase("ALICE", true)]
    [TestCase("alice@example.com", true)]
    [TestCase("ALICE@EXAMPLE.COM", true)]
    [TestCase("alice@example.org", false)]
    [TestCase("alicea", false)]
    [TestCase("", false)]
    public void A_user_logs_in_by_name_or_address_in_any_case(string login, bool expected)
    {
        var user = User.Register(Guid.CreateVersion7(), "Alice", "Alice@Example.com", "hash", Noon);

        Assert.That(user.HasLogin(login), Is.EqualTo(expected));
    }

    [Test]
    public void A_closed_account_keeps_nothing_of_the_person()
    {
        var user = User.Register(Guid.CreateVersion7(), "Alice", "Alice@Example.com", "hash", Noon);

        user.Close(Noon.AddDays(1), erasesMessages: true);

        var name = Username.OfClosed(user.Id);
        Assert.That(
            (user.Username, user.UsernameKey, user.DisplayName, user.Email, user.EmailKey, user.PasswordHash),
            Is.EqualTo((name, name, "", "", name, "")));
        Assert.That((user.IsActive, user.ErasesMessages), Is.EqualTo((false, true)));
        Assert.That((user.CreatedAt, user.ClosedAt), Is.EqualTo((Noon, Noon.AddDays(1))));
        Assert.That(user.HasLogin("alice") || user.HasLogin("alice@example.com") || user.HasLogin(""), Is.False);
    }
}
