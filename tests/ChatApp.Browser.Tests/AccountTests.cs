namespace ChatApp.Browser.Tests;

/// <summary>The account dialog: the name, blocked people, and closing the account.</summary>
[TestFixture]
internal sealed class AccountTests : BrowserTests
{
    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_changed_display_name_is_shown_everywhere(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        await using var bob = await Person.RegisterAsync(server, ScreenOf(size));
        alice.ExpectsFailedCalls = true;
        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("Hello");
        await bob.OpenTalkWithAsync(alice.Name);
        await bob.SeesOnceAsync("Hello");
        var second = await alice.OpenTabAsync();
        await Expect(second.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();
        var name = second.GetByLabel("Display name");

        await second.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await Expect(name).ToHaveValueAsync(alice.Name);
        await name.FillAsync(" ");
        await second.GetByRole(AriaRole.Button, new() { Name = "Save the name" }).ClickAsync();
        await Expect(second.Locator("#display-name-error")).Not.ToBeEmptyAsync();
        await name.FillAsync("Alice <b>in</b> Wonderland");
        await second.GetByRole(AriaRole.Button, new() { Name = "Save the name" }).ClickAsync();

        await Expect(second.Locator("#change-name-note")).ToHaveTextAsync("The name is changed.");
        foreach (var page in new[] { second, alice.Page })
        {
            await Expect(page.Locator("#me")).ToHaveTextAsync("Alice <b>in</b> Wonderland");
        }

        await Expect(bob.Page.Locator("#peer")).ToHaveTextAsync("Alice <b>in</b> Wonderland");
        await Expect(bob.Page.Locator("#conversations .name")).ToHaveTextAsync("Alice <b>in</b> Wonderland");
    }

    [Test]
    public async Task Blocked_people_are_listed_and_unblocked()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var device = await alice.OnAnotherDeviceAsync();
        var bob = await server.RegisterAsync();
        await device.BlockAsync(bob.Id);

        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await Expect(alice.Page.Locator("#blocks li")).ToContainTextAsync(bob.Username);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = $"Lift the block of {bob.Username}" }).ClickAsync();

        await Expect(alice.Page.Locator("#blocks li")).ToHaveCountAsync(0);
        await Expect(alice.Page.Locator("#no-blocks")).ToBeVisibleAsync();
        await Expect(alice.Page.Locator("#close-account")).ToBeFocusedAsync();
        Assert.That((await device.BlocksAsync()).Items, Is.Empty);
    }

    [Test]
    public async Task A_copy_of_all_data_can_be_downloaded()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        await (await server.RegisterAsync()).SendAsync((await alice.OnAnotherDeviceAsync()).Id, "Hello");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();

        var download = await alice.Page.RunAndWaitForDownloadAsync(() =>
            alice.Page.GetByRole(AriaRole.Button, new() { Name = "Download a copy" }).ClickAsync());

        Assert.That(download.SuggestedFilename, Is.EqualTo("chatapp-export.ndjson"));
        var copy = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.That(copy, Does.Contain(alice.Name).And.Contain("Hello"));
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task An_account_is_closed_after_a_question(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        alice.ExpectsFailedCalls = true;
        var page = alice.Page;
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.WriteAsync("Hello");
        await alice.SeesOnceAsync("Hello", "Sent");
        await page.GotoAsync("#/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await page.GetByText("Close the account", new() { Exact = true }).ClickAsync();

        await CloseAsync("not the password");
        await Expect(page.Locator("#delete-account-note")).Not.ToBeEmptyAsync();
        await CloseAsync(Person.Password);

        await Expect(alice.Welcome).ToBeVisibleAsync();
        await Expect(page.Locator("#welcome-note")).ToHaveTextAsync("Your account is closed.");
        Assert.That(await page.EvaluateAsync<string[]>("() => Object.keys(localStorage)"), Is.Empty);
        Assert.That(
            async () => await server.LogInAsync(alice.Name, Person.Password),
            Throws.InstanceOf<ChatProblemException>().With.Property("Code").EqualTo("invalid_credentials"));

        async Task CloseAsync(string password)
        {
            await page.GetByLabel("Your password").FillAsync(password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Close the account …" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Close the account", Exact = true }).ClickAsync();
        }
    }
}
