using System.Text.Json;

namespace ChatApp.Browser.Tests;

[TestFixture]
internal sealed class AccessibilityTests : BrowserTests
{
    // If this is set, the pictures of docs/images are taken again (docs/architecture.md).
    private const string PictureVariable = "CHATAPP_PICTURES";

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(
        Path.Combine(Repository, "tests", "ChatApp.Browser.Tests", "node_modules", "axe-core", "axe.min.js")));

    [TestCase(ColorScheme.Light, 1100, 720, "light")]
    [TestCase(ColorScheme.Dark, 1100, 720, "dark")]
    [TestCase(ColorScheme.Light, 390, 780, "phone")]
    public async Task The_main_states_violate_no_accessibility_rule(
        ColorScheme scheme, int width, int height, string name)
    {
        await using var server = await StartServerAsync();
        await using var visitor = await Person.ComeAsync(server, Options());
        await AssertAccessibleAsync(visitor.Page);
        await using var alice = await Person.RegisterAsync(server, Options(), "anna");
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        await AssertAccessibleAsync(alice.Page);
        await PrepareTalkAsync(server, aliceId);
        if (name == "phone")
        {
            await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "dora" })).ToBeVisibleAsync();
            await AssertAccessibleAsync(alice.Page);
            await TakePictureAsync(alice.Page, "phone-list");
        }

        await alice.Page.GetByRole(AriaRole.Link, new() { Name = "carla" }).ClickAsync();
        await Expect(alice.Messages).ToHaveCountAsync(5);
        await alice.ChooseAsync("When shall I pick you up?", "Reply");
        await alice.WriteAsync("Half past seven, at the corner. I bring the map.");
        await alice.SeesOnceAsync("Half past seven, at the corner. I bring the map.", "Sent");
        await AssertAccessibleAsync(alice.Page);
        await TakePictureAsync(alice.Page, name);
        await alice.Page.RouteAsync("**/api/v1/auth/ticket", route => route.AbortAsync());
        await alice.SetOfflineAsync(true);
        await alice.SetOfflineAsync(false);
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" })).ToBeVisibleAsync();
        await AssertAccessibleAsync(alice.Page);

        if (name != "phone")
        {
            await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
            await Expect(alice.Page.Locator("#sessions li").First).ToBeVisibleAsync();
            await AssertAccessibleAsync(alice.Page);
        }

        BrowserNewContextOptions Options() => new()
        {
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.NoPreference,
            ViewportSize = new() { Width = width, Height = height },
        };
    }

    [TestCase(ColorScheme.Light, "desk")]
    [TestCase(ColorScheme.Dark, "desk")]
    [TestCase(ColorScheme.Light, "phone")]
    [TestCase(ColorScheme.Dark, "phone")]
    public async Task Menus_and_dialogs_violate_no_accessibility_rule(ColorScheme scheme, string size)
    {
        await using var server = await StartServerAsync();
        var screen = ScreenOf(size);
        screen.ColorScheme = scheme;
        await using var alice = await Person.RegisterAsync(server, screen);
        var page = alice.Page;
        var (bob, aliceId) = (await server.RegisterAsync(), (await alice.OnAnotherDeviceAsync()).Id);
        var question = await bob.SendAsync(aliceId, "Tea or coffee?");
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.ChooseAsync("Tea or coffee?", "Reply");
        await AssertAccessibleAsync(page);
        await alice.WriteAsync("Tea");
        await alice.SeesOnceAsync("Tea", "Sent");
        await bob.AddReactionAsync((await bob.HistoryAsync(aliceId)).Items[0].Id, "🎉");
        await bob.AddReactionAsync(question.Id, "☕");
        await alice.ChooseAsync("Tea or coffee?", "heart");
        await Expect(page.Locator(".reaction")).ToHaveCountAsync(3);
        await AssertAccessibleAsync(page);

        await alice.MessageWith("Tea").Locator(".more").ClickAsync();
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "More reactions" }).ClickAsync();
        await Expect(page.Locator("#picker")).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await alice.ChooseAsync("Tea", "Edit");
        await AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await alice.ChooseAsync("Tea", "Delete …");
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.Locator(".message.deleted")).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);

        await alice.ChooseForTalkAsync("Pin");
        await alice.ChooseForTalkAsync("Mute");
        await page.Locator("#talk-menu").ClickAsync();
        await AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await alice.ChooseForTalkAsync("Block …");
        await page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await Expect(page.Locator("#blocked")).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);

        await page.GotoAsync("#/");
        await page.Locator("#search").FillAsync("coffee");
        await Expect(page.Locator("#found mark")).ToHaveCountAsync(1);
        await AssertAccessibleAsync(page);
        await page.Locator("#search").PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync();
        await AssertAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await page.GetByText("Close the account", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("#blocks li")).ToHaveCountAsync(1);
        await AssertAccessibleAsync(page);
        Assert.That(
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"),
            Is.LessThanOrEqualTo(0));
    }

    [Test]
    public async Task The_page_works_with_the_keyboard_alone()
    {
        await using var server = await StartServerAsync();
        var bob = await server.RegisterAsync();
        await using var alice = await Person.ComeAsync(server);
        var keyboard = alice.Page.Keyboard;
        await Expect(alice.Page.GetByLabel("Username or email address")).ToBeFocusedAsync();

        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("ArrowRight");
        foreach (var text in new[] { alice.Name, $"{alice.Name}@users.example", Person.Password })
        {
            await keyboard.PressAsync("Tab");
            await keyboard.TypeAsync(text);
        }

        await keyboard.PressAsync("Enter");
        await alice.IsOnlineAsync();

        await TabToAsync(alice.Page, "#search");
        await keyboard.TypeAsync(bob.Username);
        var found = alice.Page.GetByRole(AriaRole.Link, new() { Name = bob.Username });
        await Expect(found).ToBeVisibleAsync();
        await keyboard.PressAsync("Enter");
        await Expect(found).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(alice.Page.GetByLabel("Message", new() { Exact = true })).ToBeFocusedAsync();
        await keyboard.TypeAsync("by keyboard");
        await keyboard.PressAsync("Shift+Enter");
        await keyboard.TypeAsync("alone");
        await keyboard.PressAsync("Enter");
        await alice.SeesOnceAsync("by keyboard\nalone", "Sent");

        await TabToAsync(alice.Page, "#open-account", backwards: true);
        await keyboard.PressAsync("Enter");
        await Expect(alice.Page.Locator("#account")).ToBeVisibleAsync();
        await TabToAsync(alice.Page, "#log-out");
        await keyboard.PressAsync("Enter");
        await Expect(alice.Welcome).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_phone_shows_the_list_or_the_conversation_without_overflow()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(
            server, new() { ViewportSize = new() { Width = 320, Height = 640 }, HasTouch = true });
        var bob = await server.RegisterAsync();
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, new string('w', 300));

        await Expect(alice.Page.Locator("#search")).ToBeVisibleAsync();
        await Expect(alice.Page.Locator("#composer")).ToBeHiddenAsync();
        await alice.Page.GetByRole(AriaRole.Link, new() { Name = bob.Username }).TapAsync();
        await Expect(alice.Messages).ToHaveCountAsync(1);
        await Expect(alice.Page.Locator("#search")).ToBeHiddenAsync();
        Assert.That(
            await alice.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"),
            Is.LessThanOrEqualTo(320));
        Assert.That(
            await alice.Page.Locator("#scroll").EvaluateAsync<int>("scroll => scroll.scrollWidth - scroll.clientWidth"),
            Is.Zero);

        await alice.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the conversations" }).TapAsync();
        await Expect(alice.Page.Locator("#search")).ToBeVisibleAsync();
    }

    [Test]
    public async Task New_messages_are_announced_to_screen_readers()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var (bob, carla) = (await server.RegisterAsync(), await server.RegisterAsync());
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        await alice.OpenTalkWithAsync(bob.Username);

        await bob.SendAsync(aliceId, "Are you there?");
        await Expect(alice.Page.GetByRole(AriaRole.Log)).ToHaveTextAsync($"{bob.Username}: Are you there?");
        await carla.SendAsync(aliceId, "Hello");
        await Expect(alice.Page.GetByRole(AriaRole.Log)).ToHaveTextAsync($"New message from {carla.Username}");
    }

    private static async Task PrepareTalkAsync(ChatTestServer server, Guid aliceId)
    {
        var (dora, emil, carla) = (
            await server.RegisterAsync("dora"),
            await server.RegisterAsync("emil"),
            await server.RegisterAsync("carla"));
        await emil.SendAsync(aliceId, "The build is green again.");
        await dora.SendAsync(aliceId, "Shall I send you the drawings?");
        await dora.SendAsync(aliceId, "They are rather large.");
        string[] texts =
        [
            "Good morning!", "The weather holds until the evening: https://weather.example/lake.", "☀️",
            "We meet at eight, or half an hour before that, if you want a seat in the boat.",
            "When shall I pick you up?",
        ];
        foreach (var text in texts)
        {
            await carla.SendAsync(aliceId, text);
        }
    }

    private static async Task TabToAsync(IPage page, string selector, bool backwards = false)
    {
        for (var i = 0; i < 40; i++)
        {
            if (await page.Locator(selector).EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        throw new AssertionException($"{selector} cannot be reached with the Tab key.");
    }

    private static async Task AssertAccessibleAsync(IPage page)
    {
        // An element that fades in has less contrast until the end of its animation.
        await page.WaitForFunctionAsync(
            "() => document.getAnimations().every(animation => animation.playState !== 'running')");
        await page.EvaluateAsync(Axe.Value);
        var violations = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run()).violations"
            + ".map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(node => node.html) }))");
        Assert.That(violations.EnumerateArray().Select(violation => violation.GetRawText()), Is.Empty);
    }

    private static async Task TakePictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable(PictureVariable) is { Length: > 0 } directory)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository, directory, $"{name}.png") });
        }
    }
}
