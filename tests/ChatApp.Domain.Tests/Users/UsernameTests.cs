using ChatApp.Domain.Users;

namespace ChatApp.Domain.Tests.Users;

internal sealed class UsernameTests
{
    [TestCase("bob")]
    [TestCase("Alice_42.b-c")]
    [TestCase("...")]
    [TestCase("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")]
    public void A_name_has_3_to_32_allowed_characters(string text)
    {
        Assert.That(Username.IsValid(text), Is.True);
    }

    [TestCase("")]
    [TestCase("ab")]
    [TestCase("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456")]
    [TestCase("al ice")]
    [TestCase(" alice")]
    [TestCase("alice@home")]
    [TestCase("älice")]
    [TestCase("alice\n")]
    [TestCase("ali\0ce")]
    [TestCase("аlice", Description = "a Cyrillic first letter")]
    [TestCase("ali~ce")]
    public void An_invalid_name_is_refused(string text)
    {
        Assert.That(Username.IsValid(text), Is.False);
    }

    [Test]
    public void Names_that_differ_only_in_case_have_the_same_key()
    {
        Assert.That(Username.KeyOf("ALICE.I"), Is.EqualTo(Username.KeyOf("alice.i")));
        Assert.That(Username.KeyOf("alice"), Is.Not.EqualTo(Username.KeyOf("alicf")));
    }

    [Test]
    public void The_name_of_a_closed_account_is_a_valid_one_of_its_own()
    {
        var names = Enumerable.Range(0, 1000).Select(_ => Username.OfClosed(Guid.CreateVersion7())).ToList();

        Assert.That(names.All(Username.IsValid), Is.True);
        Assert.That(names, Is.Unique.And.All.StartsWith(Username.ClosedPrefix));
        Assert.That(names.ConvertAll(Username.KeyOf), Is.EqualTo(names));
    }
}
