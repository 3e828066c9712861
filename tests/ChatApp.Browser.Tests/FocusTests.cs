namespace ChatApp.Browser.Tests;

/// <summary>Whoever works by keyboard or listens is never thrown back to the beginning of the document.</summary>
[TestFixture]
internal sealed class FocusTests : BrowserTests
{
    [Test]
    public async Task After_a_login_one_can_find_people_and_is_told_who_one_is()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync(password: Person.Password);
        await using var visitor = await Person.ComeAsync(server);

        await visitor.LogInAsync(alice.Username);

        await Expect(visitor.Page.Locator("#search")).ToBeFocusedAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Log)).ToHaveTextAsync($"You are logged in as {alice.Username}.");
    }

    [Test]
    public async Task After_a_login_that_leads_to_a_conversation_one_can_write()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = (await server.RegisterAsync(password: Person.Password), await server.RegisterAsync());
        await using var visitor = await Person.ComeAsync(server, path: $"#/with/{bob.Id}");

        await visitor.LogInAsync(alice.Username);

        await Expect(visitor.Field).ToBeFocusedAsync();
    }

    [Test]
    public async Task After_a_logout_one_can_log_in_and_is_told_so()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);

        await alice.LogOutAsync();

        await Expect(alice.Page.GetByLabel("Username or email address")).ToBeFocusedAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Log)).ToHaveTextAsync("You are logged out.");
    }

    [Test]
    public async Task A_conversation_that_is_chosen_is_told_and_written_in_and_when_it_is_left_it_has_the_focus()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, "Hello");
        var row = alice.Page.GetByRole(AriaRole.Link, new() { Name = bob.Username });

        await row.ClickAsync();
        await Expect(alice.Field).ToBeFocusedAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Log)).ToHaveTextAsync($"Conversation with {bob.Username}");

        await alice.Page.GoBackAsync();
        await Expect(row).ToBeFocusedAsync();
    }

    [Test]
    public async Task On_a_phone_the_messages_have_the_focus_and_no_keyboard_covers_them()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(
            server, new() { ViewportSize = new() { Width = 390, Height = 780 }, HasTouch = true, IsMobile = true });
        var bob = await server.RegisterAsync();
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, "Hello");
        var row = alice.Page.GetByRole(AriaRole.Link, new() { Name = bob.Username });
        await Expect(alice.Page.Locator("#side")).ToBeFocusedAsync();

        await row.TapAsync();
        await Expect(alice.Page.Locator("#scroll")).ToBeFocusedAsync();
        await alice.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the conversations" }).TapAsync();
        await Expect(row).ToBeFocusedAsync();
    }

    [TestCase("Escape")]
    [TestCase("Close")]
    public async Task When_the_account_is_closed_its_button_has_the_focus(string way)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var button = alice.Page.GetByRole(AriaRole.Button, new() { Name = "Account" });
        await button.ClickAsync();

        if (way == "Escape")
        {
            await alice.Page.Keyboard.PressAsync(way);
        }
        else
        {
            await alice.Page.GetByRole(AriaRole.Button, new() { Name = way }).ClickAsync();
        }

        await Expect(button).ToBeFocusedAsync();
    }

    [Test]
    public async Task What_takes_itself_away_leaves_the_focus_in_the_conversation()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        for (var i = 0; i < 40; i++)
        {
            await bob.SendAsync(aliceId, $"line {i}");
        }

        await alice.OpenTalkWithAsync(bob.Username);
        await alice.SeesOnceAsync("line 39");
        await alice.Page.Locator("#scroll").EvaluateAsync("scroll => { scroll.scrollTop = 0; }");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Newest messages" }).PressAsync("Enter");
        await Expect(alice.Field).ToBeFocusedAsync();

        await alice.WriteAsync(new string('x', 4_001));
        foreach (var name in new[] { "Try again", "Discard" })
        {
            await alice.Page.GetByRole(AriaRole.Button, new() { Name = name }).PressAsync("Enter");
            await Expect(alice.Field).ToBeFocusedAsync();
        }
    }
}
