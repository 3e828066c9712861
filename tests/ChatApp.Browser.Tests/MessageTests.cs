namespace ChatApp.Browser.Tests;

/// <summary>What a user can do with a message; the other one sees it at once.</summary>
[TestFixture]
internal sealed class MessageTests : BrowserTests
{
    private const string Deleted = "This message was deleted.";

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_message_is_edited_in_place(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        await using var bob = await Person.RegisterAsync(server, ScreenOf(size));
        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("Helo");
        await bob.OpenTalkWithAsync(alice.Name);
        await bob.SeesOnceAsync("Helo");
        await alice.SeesOnceAsync("Helo", "Read");
        var field = alice.Page.GetByLabel("Edit the message");

        await alice.ChooseAsync("Helo", "Edit");
        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveValueAsync("Helo");
        await field.PressAsync("Escape");
        await Expect(field).ToHaveCountAsync(0);
        await Expect(alice.MessageWith("Helo")).ToBeFocusedAsync();

        await alice.ChooseAsync("Helo", "Edit");
        await field.FillAsync("Hello");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        foreach (var person in new[] { alice, bob })
        {
            await person.SeesOnceAsync("Hello");
            await Expect(person.MessageWith("Hello").Locator(".meta")).ToContainTextAsync("edited");
            await Expect(person.Page.Locator("#conversations .preview")).ToContainTextAsync("Hello");
        }

        await Expect(alice.MessageWith("Hello")).ToBeFocusedAsync();
        await alice.Page.ReloadAsync();
        await alice.SeesOnceAsync("Hello", "Read");
    }

    [Test]
    public async Task A_refused_edit_shows_why_and_keeps_the_text()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.WriteAsync("short");
        await alice.SeesOnceAsync("short", "Sent");
        var field = alice.Page.GetByLabel("Edit the message");

        await alice.ChooseAsync("short", "Edit");
        await field.FillAsync(new string('x', 4_001));
        await field.PressAsync("Enter");

        await Expect(alice.Page.Locator(".edit .error")).ToHaveTextAsync("A message has at most 4,000 characters.");
        await Expect(field).ToBeFocusedAsync();
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, "meanwhile");
        await alice.SeesOnceAsync("meanwhile");
        Assert.That(await field.InputValueAsync(), Has.Length.EqualTo(4_001));
        await field.FillAsync("shorter");
        await field.PressAsync("Enter");
        await alice.SeesOnceAsync("shorter");
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_message_is_deleted_after_a_question(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        await using var bob = await Person.RegisterAsync(server, ScreenOf(size));
        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("a slip");
        await bob.OpenTalkWithAsync(alice.Name);
        await bob.ChooseAsync("a slip", "Reply");
        await bob.WriteAsync("what?");
        await alice.SeesOnceAsync("what?");

        await alice.ChooseAsync("a slip", "Delete …");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(alice.MessageWith("a slip")).ToHaveCountAsync(1);
        await Expect(alice.MessageWith("a slip").Locator(".more")).ToBeFocusedAsync();
        await alice.ChooseAsync("a slip", "Delete …");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();

        foreach (var person in new[] { alice, bob })
        {
            await Expect(person.MessageWith(Deleted)).ToHaveCountAsync(1);
            await Expect(person.MessageWith("a slip")).ToHaveCountAsync(0);
            await Expect(person.MessageWith("what?").Locator(".quote")).ToContainTextAsync(Deleted);
            await Expect(person.MessageWith(Deleted).Locator("button")).ToHaveCountAsync(0);
        }

        await Expect(alice.MessageWith(Deleted)).ToBeFocusedAsync();
    }

    [Test]
    public async Task A_deleted_message_is_not_unread()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        var first = await bob.SendAsync(aliceId, "first");
        await bob.SendAsync(aliceId, "second");
        await Assertions.Expect(alice.Page).ToHaveTitleAsync("(2) ChatApp");

        await bob.DeleteAsync(first.Id);

        await Assertions.Expect(alice.Page).ToHaveTitleAsync("(1) ChatApp");
        await bob.DeleteAsync((await bob.HistoryAsync(aliceId)).Items[0].Id);
        await Assertions.Expect(alice.Page).ToHaveTitleAsync("ChatApp");
        await Expect(alice.Page.Locator("#conversations .preview")).ToHaveTextAsync("Message deleted");
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_reply_has_a_quote_that_leads_to_its_message(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        var question = await bob.SendAsync(aliceId, "the question");
        for (var i = 0; i < 120; i++)
        {
            await bob.SendAsync(aliceId, $"line {i}");
        }

        await bob.SendAsync(aliceId, "the answer", replyToId: question.Id);
        await alice.OpenTalkWithAsync(bob.Username);
        var quote = alice.MessageWith("the answer").Locator(".quote");
        await Expect(quote).ToContainTextAsync(bob.Username);
        await Expect(quote).ToContainTextAsync("the question");

        await quote.ClickAsync();

        await Expect(alice.MessageWith("the question")).ToBeInViewportAsync();
        await Expect(alice.MessageWith("the question")).ToBeFocusedAsync();
        await Expect(alice.MessageWith("the answer")).ToHaveCountAsync(0);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Newest messages" }).ClickAsync();
        await Expect(alice.MessageWith("the answer")).ToBeInViewportAsync();
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_user_answers_a_message(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        await using var bob = await Person.RegisterAsync(server, ScreenOf(size));
        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("Tea or coffee?");
        await bob.OpenTalkWithAsync(alice.Name);

        await bob.ChooseAsync("Tea or coffee?", "Reply");
        await Expect(bob.Field).ToBeFocusedAsync();
        await Expect(bob.Page.Locator("#reply")).ToContainTextAsync("Tea or coffee?");
        await bob.Field.PressAsync("Escape");
        await Expect(bob.Page.Locator("#reply")).ToBeHiddenAsync();
        await bob.ChooseAsync("Tea or coffee?", "Reply");
        await bob.WriteAsync("Tea");

        await Expect(bob.Page.Locator("#reply")).ToBeHiddenAsync();
        foreach (var person in new[] { alice, bob })
        {
            await Expect(person.MessageWith("Tea").Locator(".quote .line")).ToHaveTextAsync("Tea or coffee?");
        }

        await Expect(alice.MessageWith("Tea").Locator(".quote .name")).ToHaveTextAsync("You");
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task Reactions_are_added_and_removed(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        await using var bob = await Person.RegisterAsync(server, ScreenOf(size));
        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("Done!");
        await bob.OpenTalkWithAsync(alice.Name);

        await bob.ChooseAsync("Done!", "thumbs up");
        await Expect(ReactionOf(alice)).ToHaveAttributeAsync("aria-label", $"👍 {bob.Name}");
        await Expect(ReactionOf(bob)).ToHaveAttributeAsync("aria-pressed", "true");
        await ReactionOf(alice).ClickAsync();
        await Expect(ReactionOf(bob)).ToHaveTextAsync("👍2");
        await Expect(ReactionOf(bob)).ToHaveAttributeAsync("aria-label", $"👍 You, {alice.Name}");

        await bob.ChooseAsync("Done!", "More reactions");
        await Expect(bob.Page.Locator("#picker button").First).ToBeFocusedAsync();
        foreach (var key in new[] { "ArrowDown", "ArrowRight", "ArrowRight", "Enter" })
        {
            await bob.Page.Keyboard.PressAsync(key);
        }

        await Expect(alice.MessageWith("Done!").Locator(".reaction")).ToHaveCountAsync(2);
        await Expect(alice.MessageWith("Done!").Locator(".reaction").Last).ToContainTextAsync("🎉");
        await Expect(bob.MessageWith("Done!").Locator(".more")).ToBeFocusedAsync();

        await ReactionOf(alice).ClickAsync();
        await ReactionOf(bob).ClickAsync();
        await Expect(alice.MessageWith("Done!").Locator(".reaction")).ToHaveTextAsync(["🎉"]);
        await alice.Page.ReloadAsync();
        await Expect(alice.MessageWith("Done!").Locator(".reaction")).ToHaveTextAsync(["🎉"]);

        ILocator ReactionOf(Person person) => person.MessageWith("Done!").Locator("[data-emoji='👍']");
    }

    [Test]
    public async Task What_happened_meanwhile_is_shown_after_a_reconnect()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        var (edited, deleted, liked) = (
            await bob.SendAsync(aliceId, "edited"),
            await bob.SendAsync(aliceId, "deleted"),
            await bob.SendAsync(aliceId, "liked"));
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.WriteAsync("from Alice");
        await alice.SeesOnceAsync("from Alice", "Sent");

        await alice.SetOfflineAsync(true);
        await Expect(alice.Connection).ToContainTextAsync("You are offline");
        await bob.EditAsync(edited.Id, "edited later");
        await bob.DeleteAsync(deleted.Id);
        await bob.AddReactionAsync(liked.Id, "🚀");
        await bob.MarkReadAsync(aliceId, (await bob.HistoryAsync(aliceId)).Items[0].Id);
        await bob.ChangeDisplayNameAsync("Bob the Builder");
        await alice.SetOfflineAsync(false);

        await alice.SeesOnceAsync("edited later");
        await Expect(alice.MessageWith(Deleted)).ToHaveCountAsync(1);
        await Expect(alice.MessageWith("liked").Locator(".reaction")).ToHaveTextAsync("🚀");
        await alice.SeesOnceAsync("from Alice", "Read");
        await Expect(alice.Page.Locator("#peer")).ToHaveTextAsync("Bob the Builder");
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync("Bob the Builder");
    }

    [Test]
    public async Task Ticks_show_what_is_delivered_and_read()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.WriteAsync("Hello");
        await alice.SeesOnceAsync("Hello", "Sent");

        await using var bobsPage = await Person.ComeAsync(server);
        await bobsPage.LogInAsync(bob.Username);
        await alice.SeesOnceAsync("Hello", "Delivered");
        await bobsPage.Page.GetByRole(AriaRole.Link, new() { Name = alice.Name }).ClickAsync();

        await alice.SeesOnceAsync("Hello", "Read");
    }

    [Test]
    public async Task Messages_are_reached_and_their_menus_used_by_keyboard()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        foreach (var text in new[] { "one", "two", "three" })
        {
            await bob.SendAsync(aliceId, text);
        }

        await alice.OpenTalkWithAsync(bob.Username);
        await alice.SeesOnceAsync("three");
        var keyboard = alice.Page.Keyboard;

        await alice.Page.Locator("#scroll").FocusAsync();
        await keyboard.PressAsync("Tab");
        await Expect(alice.MessageWith("three")).ToBeFocusedAsync();
        await keyboard.PressAsync("ArrowUp");
        await Expect(alice.MessageWith("two")).ToBeFocusedAsync();
        await keyboard.PressAsync("Home");
        await Expect(alice.MessageWith("one")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(Item("thumbs up")).ToBeFocusedAsync();
        await keyboard.PressAsync("End");
        await keyboard.PressAsync("ArrowUp");
        await Expect(Item("Reply")).ToBeFocusedAsync();
        await keyboard.PressAsync("Escape");
        await Expect(alice.Page.Locator("#menu")).ToBeHiddenAsync();
        await Expect(alice.MessageWith("one").Locator(".more")).ToBeFocusedAsync();

        await keyboard.PressAsync("Enter");
        await Expect(Item("thumbs up")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(alice.MessageWith("one").Locator(".reaction")).ToHaveTextAsync("👍");
        await Expect(alice.MessageWith("one").Locator(".more")).ToBeFocusedAsync();
        await keyboard.PressAsync("Escape");
        await Expect(alice.Field).ToBeFocusedAsync();

        ILocator Item(string name) => alice.Page.GetByRole(AriaRole.Menuitem, new() { Name = name, Exact = true });
    }
}
