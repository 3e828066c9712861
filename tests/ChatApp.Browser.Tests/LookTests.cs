namespace ChatApp.Browser.Tests;

/// <summary>The appearance by which a reader distinguishes people, devices and groups of messages.</summary>
[TestFixture]
internal sealed class LookTests : BrowserTests
{
    // The WCAG 2.2 contrast between the letters and the background of an avatar, for each hue.
    private const string Contrasts = """
        () => {
          const avatar = document.querySelector('.avatar');
          const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const luminance = (colour) => {
            brush.fillStyle = colour;
            brush.fillRect(0, 0, 1, 1);
            const [red, green, blue] = [...brush.getImageData(0, 0, 1, 1).data]
              .map((part) => part / 255)
              .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
          };
          return Array.from({ length: 360 }, (_, hue) => {
            avatar.style.setProperty('--hue', hue);
            const { color, backgroundColor } = getComputedStyle(avatar);
            const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
            return (light + 0.05) / (dark + 0.05);
          });
        }
        """;

    [Test]
    public async Task Devices_are_named_by_browser_and_system()
    {
        const string WebKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        const string Chrome = $"{WebKit} Chrome/156.0.0.0";
        const string Safari = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        const string Windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64";
        const string Phone = $"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {Safari}";
        var unknown = $"{new string('x', 60)}/1.0";
        (string Agent, string Name)[] devices =
        [
            ($"Mozilla/5.0 (X11; Linux x86_64) {Chrome} Safari/537.36", "Chromium on Linux"),
            ($"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {Chrome} Safari/537.36", "Chromium on ChromeOS"),
            ($"{Windows}) {Chrome} Safari/537.36 Edg/156.0.0.0", "Edge on Windows"),
            ($"{Windows}) {Chrome} Safari/537.36 OPR/120.0.0.0", "Opera on Windows"),
            ($"Mozilla/5.0 (Linux; Android 14; SM-S918B) {Chrome} Mobile Safari/537.36", "Chromium on Android"),
            ($"Mozilla/5.0 (Linux; Android 14) {WebKit} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
                "Samsung Internet on Android"),
            ($"{Windows}; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox on Windows"),
            ("Mozilla/5.0 (Android 14; Mobile; rv:147.0) Gecko/147.0 Firefox/147.0", "Firefox on Android"),
            ($"{Phone} Version/18.1 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
            ($"{Phone} CriOS/131.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
            ($"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) {Safari} FxiOS/133.0 Mobile/15E148 Safari/605.1.15",
                "Firefox on iPad"),
            ($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Safari} Version/18.1 Safari/605.1.15", "Safari on Mac"),
            ("curl/8.5.0", "curl/8.5.0"),
            ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (X11; Linux x86_64)"),
            ("Chrome for Windows, it says", "Chrome for Windows, it says"),
            (unknown, $"{unknown[..40]}…"),
            ("", "Unknown program"),
        ];
        await using var server = await StartServerAsync();
        await using var visitor = await Person.ComeAsync(server);

        var names = await visitor.Page.EvaluateAsync<string[]>(
            "async agents => { const { deviceOf } = await import('./js/device.js'); return agents.map(deviceOf); }",
            devices.Select(device => device.Agent));

        Assert.That(names, Is.EqualTo(devices.Select(device => device.Name)));
    }

    [Test]
    public async Task The_session_list_shows_device_names_and_user_agents()
    {
        const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
            + "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        await using var phone = await Person.ComeAsync(server, new() { UserAgent = Phone });
        await phone.LogInAsync(alice.Name);

        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();

        await Expect(alice.Page.GetByText("Chromium on Linux", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("Safari on iPhone", new() { Exact = true }))
            .ToHaveAttributeAsync("title", Phone);
        phone.ExpectsFailedCalls = true;
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Log out Safari on iPhone" }).ClickAsync();
        await Expect(phone.Welcome).ToBeVisibleAsync();
    }

    [Test]
    public async Task Messages_of_one_sender_and_minute_are_a_group_with_one_time()
    {
        await using var server = await StartServerAsync(withClock: true);
        var (alice, bob) = (await server.RegisterAsync(password: Person.Password), await server.RegisterAsync());
        var clock = server.Clock!;
        clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(clock.GetUtcNow().Second));
        foreach (var (sender, recipient, text, seconds) in new[]
        {
            (bob, alice, "bob 1", 10), (bob, alice, "bob 2", 10), (alice, bob, "alice 1", 10),
            (bob, alice, "bob 3", 40), (bob, alice, "bob 4", 0),
        })
        {
            await sender.SendAsync(recipient.Id, text);
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await using var page = await Person.ComeAsync(server);
        await page.LogInAsync(alice.Username);
        await page.OpenTalkWithAsync(bob.Username);
        await Expect(page.Messages).ToHaveCountAsync(5);

        Assert.That(await TimesAsync(), Is.EqualTo(new[] { false, true, true, true, true }), "4 is in the next minute");
        var gaps = await GapsAsync();
        Assert.That(gaps[0], Is.LessThan(gaps[1..].Min()).And.LessThanOrEqualTo(2));

        await bob.SendAsync(alice.Id, "bob 5");
        await Expect(page.Messages).ToHaveCountAsync(6);
        Assert.That(await TimesAsync(), Is.EqualTo(new[] { false, true, true, true, false, true }));

        Task<bool[]> TimesAsync() => page.Messages.Locator(".meta").EvaluateAllAsync<bool[]>(
            "all => all.map(meta => meta.getBoundingClientRect().width > 1)");

        Task<double[]> GapsAsync() => page.Messages.EvaluateAllAsync<double[]>("""
            all => all.map(item => item.getBoundingClientRect())
              .map((box, i, boxes) => box.top - boxes[i - 1]?.bottom).slice(1)
            """);
    }

    [Test]
    public async Task A_group_shows_which_messages_were_read()
    {
        await using var server = await StartServerAsync(withClock: true);
        var (alice, bob) = (await server.RegisterAsync(password: Person.Password), await server.RegisterAsync());
        var read = await alice.SendAsync(bob.Id, "read");
        await alice.SendAsync(bob.Id, "not read");
        await bob.MarkReadAsync(alice.Id, read.Id);

        await using var page = await Person.ComeAsync(server);
        await page.LogInAsync(alice.Username);
        await page.OpenTalkWithAsync(bob.Username);

        await Expect(page.Page.Locator(".meta:not(.visually-hidden) .state")).ToHaveTextAsync(["Read", "Sent"]);
        await bob.MarkReadAsync(alice.Id, (await alice.HistoryAsync(bob.Id)).Items[0].Id);
        await Expect(page.Page.Locator(".meta:not(.visually-hidden) .state")).ToHaveTextAsync(["Read"]);
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Avatars_have_initials_with_sufficient_contrast(ColorScheme scheme)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, new() { ColorScheme = scheme });
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        foreach (var name in new[] { "nora.berg", "otto" })
        {
            await (await server.RegisterAsync(name)).SendAsync(aliceId, "Hello");
        }

        var (nora, otto) = (AvatarOf("nora.berg"), AvatarOf("otto"));
        await Expect(nora).ToHaveTextAsync("NB");
        await Expect(otto).ToHaveTextAsync("O");
        var colour = await ColourOfAsync(nora);
        Assert.That(colour, Is.Not.EqualTo(await ColourOfAsync(otto)));
        await alice.OpenTalkWithAsync("nora.berg");
        Assert.That(await ColourOfAsync(alice.Page.Locator("#talk .avatar")), Is.EqualTo(colour), "as everywhere");

        Assert.That(await alice.Page.EvaluateAsync<double[]>(Contrasts), Is.All.GreaterThanOrEqualTo(4.5));

        ILocator AvatarOf(string name) =>
            alice.Page.GetByRole(AriaRole.Link, new() { Name = name }).Locator(".avatar");

        Task<string> ColourOfAsync(ILocator avatar) =>
            avatar.EvaluateAsync<string>("avatar => getComputedStyle(avatar).backgroundColor");
    }

    [Test]
    public async Task Initials_come_from_the_first_and_the_last_word()
    {
        (string Name, string Initials)[] people =
        [
            ("Anna", "A"), ("anna maria von berg", "AB"), ("o'neill_sean", "OS"), ("-.-", "?"), ("", "?"),
            ("שרה כהן", "שכ"), ("हिन्दी", "हि"), ("e\u0301mile", "E\u0301"), ("👩‍🚀 Zoe", "Z"),
            ("(bob)", "B"), ("ß", "SS"), ("42", "4"),
        ];
        await using var server = await StartServerAsync();
        await using var visitor = await Person.ComeAsync(server);

        var initials = await visitor.Page.EvaluateAsync<string[]>(
            "async names => { const { initialsOf } = await import('./js/avatar.js'); return names.map(initialsOf); }",
            people.Select(person => person.Name));

        Assert.That(initials, Is.EqualTo(people.Select(person => person.Initials)));
    }
}
