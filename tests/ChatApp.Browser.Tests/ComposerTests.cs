namespace ChatApp.Browser.Tests;

/// <summary>The input field must cover no message and lose no text.</summary>
[TestFixture]
internal sealed class ComposerTests : BrowserTests
{
    // Browsers report a keyboard over the page only by this object; Chromium on a desktop has no such keyboard.
    private const string KeyboardThatCovers = """
        const view = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
        Object.defineProperty(window, 'visualViewport', { value: view });
        """;

    private const string SixLines = "1\n2\n3\n4\n5\n6";

    [Test]
    public async Task A_tall_input_field_does_not_cover_the_newest_message()
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await TalkOfManyLinesAsync(server);
        await using var person = alice;

        await alice.Field.FillAsync(SixLines);
        await ExpectEndInViewAsync(alice);
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, "newest");

        await alice.SeesOnceAsync("newest");
        await ExpectEndInViewAsync(alice);
        await Expect(alice.Page.Locator(".badge")).ToHaveCountAsync(0);
        await alice.Field.FillAsync("");
        await ExpectEndInViewAsync(alice);
    }

    [Test]
    public async Task A_smaller_window_does_not_cover_the_newest_message()
    {
        await using var server = await StartServerAsync();
        var (alice, _) = await TalkOfManyLinesAsync(server);
        await using var person = alice;

        foreach (var (width, height) in new[] { (1100, 400), (500, 400), (320, 700) })
        {
            await alice.Page.SetViewportSizeAsync(width, height);
            await ExpectEndInViewAsync(alice);
        }
    }

    [Test]
    public async Task An_on_screen_keyboard_covers_neither_the_field_nor_the_newest_message()
    {
        await using var server = await StartServerAsync();
        var (alice, _) = await TalkOfManyLinesAsync(server, phone: true);
        await using var person = alice;

        await ShowAsync(height: 400, top: 60);
        await ExpectEndInViewAsync(alice);
        await ExpectBetweenAsync(alice.Field, 60, 460);
        await ExpectBetweenAsync(alice.Messages.Last, 60, 460);
        await ExpectBetweenAsync(alice.Page.Locator("#peer"), 60, 460);

        await ShowAsync(height: 780, top: 0);
        await ExpectBetweenAsync(alice.Field, 700, 780);

        Task ShowAsync(int height, int top) => alice.Page.EvaluateAsync(
            """
            ([height, offsetTop]) => {
              Object.assign(visualViewport, { height, offsetTop });
              visualViewport.dispatchEvent(new Event('resize'));
            }
            """,
            new[] { height, top });
    }

    [Test]
    public async Task A_growing_field_does_not_move_the_view_of_older_messages()
    {
        await using var server = await StartServerAsync();
        var (alice, _) = await TalkOfManyLinesAsync(server);
        await using var person = alice;
        await alice.Page.Locator("#scroll").EvaluateAsync("scroll => { scroll.scrollTop = 400; }");
        await Expect(alice.Page.Locator("#jump")).ToBeVisibleAsync();

        await alice.Field.FillAsync(SixLines);

        await Expect(alice.Page.Locator("#jump")).ToBeVisibleAsync();
        var place = await alice.Page.Locator("#scroll").EvaluateAsync<double>("scroll => scroll.scrollTop");
        Assert.That(place, Is.EqualTo(400).Within(1));
        var field = await alice.Page.Locator("#composer").BoundingBoxAsync();
        await ExpectBetweenAsync(alice.Page.Locator("#jump"), 0, field!.Y);
    }

    [Test]
    public async Task Drafts_are_kept_for_each_conversation_after_the_page_is_closed()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var (bob, carla) = (await server.RegisterAsync(), await server.RegisterAsync());
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.Field.FillAsync("for Bob\nand  unfinished ");

        await alice.OpenTalkWithAsync(carla.Username);
        await Expect(alice.Field).ToHaveValueAsync("");
        await alice.Field.FillAsync("for Carla");
        await alice.OpenTalkWithAsync(bob.Username);
        await Expect(alice.Field).ToHaveValueAsync("for Bob\nand  unfinished ");

        await alice.Page.ReloadAsync();
        await Expect(alice.Field).ToHaveValueAsync("for Bob\nand  unfinished ");
        var tab = await alice.OpenTabAsync();
        await alice.Page.CloseAsync();
        await tab.GotoAsync($"#/with/{carla.Id}");
        await Expect(tab.Locator("#message-text")).ToHaveValueAsync("for Carla");

        await tab.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(tab.Locator("#messages .state")).ToHaveTextAsync("Sent");
        await tab.ReloadAsync();
        await Expect(tab.Locator("#messages .message")).ToHaveCountAsync(1);
        await Expect(tab.Locator("#message-text")).ToHaveValueAsync("");
    }

    [Test]
    public async Task A_logout_deletes_the_drafts_in_every_tab()
    {
        const string Secret = "text that nobody else may read";
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var (bob, carla) = (await server.RegisterAsync(), await server.RegisterAsync(password: Person.Password));
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.Field.FillAsync(Secret);
        Assert.That(await StoredAsync(), Does.Contain(Secret));
        var second = await alice.OpenTabAsync();
        await Expect(second.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();

        alice.ExpectsFailedCalls = true;
        await second.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await Expect(alice.Welcome).ToBeVisibleAsync();
        Assert.That(await StoredAsync(), Does.Not.Contain(Secret));
        Assert.That(
            await StoredAsync(), Does.Not.Contain("token").And.Not.Contain("device"), "no data of the user");

        await alice.LogInAsync(carla.Username);
        await alice.OpenTalkWithAsync(bob.Username);
        await Expect(alice.Field).ToHaveValueAsync("");

        Task<string> StoredAsync() => alice.Page.EvaluateAsync<string>("() => JSON.stringify({ ...localStorage })");
    }

    [Test]
    public async Task Only_the_newest_drafts_are_kept()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.Page.EvaluateAsync("""
            async () => {
              const { Drafts } = await import('./js/drafts.js');
              const drafts = new Drafts('me');
              let now = 0;
              Date.now = () => ++now;
              for (let i = 0; i < 60; i++) drafts.keep(`peer ${i}`, `${i}${'x'.repeat(30_000)}`);
              window.kept = [0, 9, 10, 59].map((i) => drafts.of(`peer ${i}`).length);
              window.size = JSON.stringify({ ...localStorage }).length;
            }
            """);

        var kept = await alice.Page.EvaluateAsync<int[]>("() => window.kept");
        var size = await alice.Page.EvaluateAsync<int>("() => window.size");
        Assert.That(kept, Is.EqualTo(new[] { 0, 0, 20_000, 20_000 }));
        Assert.That(size, Is.LessThan(1_100_000), "code units, of the five million of an origin");

        await alice.Page.EvaluateAsync("""
            () => {
              for (let size = 4_000_000; size >= 1; size = Math.floor(size / 2)) {
                try {
                  while (true) localStorage.setItem(`full ${size} ${Math.random()}`, 'x'.repeat(size));
                } catch {
                  // The storage now has no room for another entry of this size.
                }
              }
            }
            """);
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.WriteAsync("still possible to write");
        await alice.SeesOnceAsync("still possible to write", "Sent");
    }

    [TestCase(4_000, "Sent")]
    [TestCase(4_001, "Not sent: A message has at most 4,000 characters.")]
    public async Task A_message_can_have_4000_characters(int length, string outcome)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);

        // An emoji has two UTF-16 code units, and the contract counts these.
        await alice.WriteAsync("😀" + new string('x', length - 2));

        await Expect(alice.Messages.Locator(".meta")).ToContainTextAsync(outcome);
        var history = await bob.HistoryAsync((await alice.OnAnotherDeviceAsync()).Id);
        Assert.That(history.Items, Has.Count.EqualTo(length == 4_000 ? 1 : 0));
    }

    private static async Task<(Person Alice, ChatUser Bob)> TalkOfManyLinesAsync(
        ChatTestServer server, bool phone = false)
    {
        var alice = await Person.ComeAsync(
            server, phone ? new() { ViewportSize = new() { Width = 390, Height = 780 }, HasTouch = true } : null);
        if (phone)
        {
            await alice.Page.AddInitScriptAsync(KeyboardThatCovers);
        }

        var account = await server.RegisterAsync(alice.Name, password: Person.Password);
        var bob = await server.RegisterAsync();
        for (var i = 0; i < 40; i++)
        {
            await bob.SendAsync(account.Id, $"line {i}");
        }

        await alice.Page.ReloadAsync();
        await alice.LogInAsync(alice.Name);
        await alice.Page.GetByRole(AriaRole.Link, new() { Name = bob.Username }).ClickAsync();
        await alice.SeesOnceAsync("line 39");
        await ExpectEndInViewAsync(alice);
        return (alice, bob);
    }

    private static async Task ExpectEndInViewAsync(Person person)
    {
        await FramesAsync(person.Page);
        await person.Page.WaitForFunctionAsync("""
            () => {
              const scroll = document.querySelector('#scroll');
              return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 2;
            }
            """);
        await Expect(person.Page.Locator("#jump")).ToBeHiddenAsync();
        await Expect(person.Messages.Last).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    // Two frames after a change, the page has finished its immediate reaction.
    private static async Task FramesAsync(IPage page) => await page.EvaluateAsync(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    private static async Task ExpectBetweenAsync(ILocator element, float top, float bottom)
    {
        await FramesAsync(element.Page);
        var box = await element.BoundingBoxAsync();
        Assert.That(box!.Y, Is.GreaterThanOrEqualTo(top));
        Assert.That(box.Y + box.Height, Is.LessThanOrEqualTo(bottom));
    }
}
