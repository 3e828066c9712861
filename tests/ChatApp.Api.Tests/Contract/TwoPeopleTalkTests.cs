namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
internal sealed class TwoPeopleTalkTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_message_reaches_both_users_and_their_history()
    {
        using var alice = await Server.RegisterAsync("alice");
        using var bob = await Server.RegisterAsync("bob");
        await using var phone = await alice.ConnectAsync();
        await using var laptop = await bob.ConnectAsync();

        await phone.SendMessageAsync(bob, "Hello!");

        var acknowledgement = await phone.NextMessageAsync();
        var delivery = await laptop.NextMessageAsync();
        var history = await bob.GetHistoryAsync(alice);
        Assert.That(delivery, Is.EqualTo(acknowledgement));
        Assert.That(history, Is.EqualTo(new[] { delivery }));
        Assert.That((delivery.Content, delivery.Seq, delivery.SenderUsername), Is.EqualTo(("Hello!", 1L, alice.Username)));
    }
}
