namespace ChatApp.Browser.Tests;

/// <summary>Keyboard and screen-reader users never lose their place to the start of the document.</summary>
[TestFixture]
internal sealed class FocusTests : BrowserTests
{
    [Test]
    public async Task The_search_has_the_focus_after_a_login()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync(password: Person.Password);
        await using var visitor = await Person.ComeAsync(server);

        await visitor.LogInAsync(alice.Username);

        await Expect(visitor.Page.Locator("#search")).ToBeFocusedAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Log)).ToHaveTextAsync($"You are logged in as {alice.Username}.");
    }

    [Test]
    public async Task The_input_field_has_the_focus_after_a_login_into_a_conversation()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = (await server.RegisterAsync(password: Person.Password), await server.RegisterAsync());
        await using var visitor = await Person.ComeAsync(server, path: $"#/with/{bob.Id}");

        await visitor.LogInAsync(alice.Username);

        await Expect(visitor.Field).ToBeFocusedAsync();
    }

    [Test]
    public async Task The_login_has_the_focus_after_a_logout()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);

        await alice.LogOutAsync();

        await Expect(alice.Page.GetByLabel("Username or email address")).ToBeFocusedAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Log)).ToHaveTextAsync("You are logged out.");
    }

    [Test]
    public async Task An_opened_conversation_has_the_focus_in_its_input_field()
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
    public async Task Messages_have_the_focus_on_a_phone()
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
    public async Task The_account_button_has_the_focus_after_its_dialog_closes(string way)
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
    public async Task A_button_that_disappears_leaves_the_focus_in_the_conversation()
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
