namespace ChatApp.Browser.Tests;

/// <summary>The display of texts: links, emoji, long words, right-to-left scripts.</summary>
[TestFixture]
internal sealed class TextTests : BrowserTests
{
    [Test]
    public async Task Only_URLs_become_links()
    {
        (string Text, string? Shown, string? Leads)[] texts =
        [
            ("see https://chat.example/a?b=c#d.", "https://chat.example/a?b=c#d", "https://chat.example/a?b=c#d"),
            ("HTTP://CHAT.EXAMPLE/A, you know", "HTTP://CHAT.EXAMPLE/A", "http://chat.example/A"),
            ("(https://wiki.example/A_(b))", "https://wiki.example/A_(b)", "https://wiki.example/A_(b)"),
            ("„https://chat.example/“ – “https”", "https://chat.example/", "https://chat.example/"),
            ("https://bücher.example/ß", "https://bücher.example/ß", "https://xn--bcher-kva.example/%C3%9F"),
            ("看https://例え.example/道。", "https://例え.example/道", "https://xn--r8jz45g.example/%E9%81%93"),
            ("http://[::1]:8000/x]", "http://[::1]:8000/x", "http://[::1]:8000/x"),
            ("<https://chat.example/\"onclick=alert(1)>", "https://chat.example/", "https://chat.example/"),
            ("javascript:alert(1)", null, null),
            ("javascript://chat.example/%0aalert(1)", null, null),
            ("data:text/html,x ftp://chat.example file:///etc/passwd", null, null),
            ("chat.example www.chat.example", null, null),
            ("xhttps://chat.example", null, null),
            ("https:// http://? https://. http://[", null, null),
            ("https://bank.example@evil.example/ is a trap", null, null),
            ("https://chat.example/\u202Egpj.exe", "https://chat.example/", "https://chat.example/"),
        ];
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        await alice.OpenTalkWithAsync(bob.Username);

        foreach (var (text, _, _) in texts)
        {
            await bob.SendAsync(aliceId, text);
        }

        await Expect(alice.Messages).ToHaveCountAsync(texts.Length);
        Assert.That(
            await alice.Messages.Locator("a").EvaluateAllAsync<string[][]>(
                "links => links.map(link => [link.textContent, link.href])"),
            Is.EqualTo(texts.Where(text => text.Shown is not null).Select(text => new[] { text.Shown, text.Leads })));
        Assert.That(
            await alice.Messages.Locator(".text").AllTextContentsAsync(), Is.EqualTo(texts.Select(text => text.Text)));
    }

    [Test]
    public async Task A_link_sends_no_referrer_to_the_opened_page()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var address = new Uri(server.BaseAddress, "docs/").ToString();
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.WriteAsync($"{address} and {address}!");
        var link = alice.Page.GetByRole(AriaRole.Link, new() { Name = address }).Last;

        var opened = await alice.Page.RunAndWaitForPopupAsync(() => link.ClickAsync());
        await opened.WaitForURLAsync(address);

        Assert.That(await opened.EvaluateAsync<bool>("() => window.opener === null && document.referrer === ''"));
        await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow");
        await Expect(link).ToHaveAttributeAsync("target", "_blank");
    }

    [Test]
    public async Task Only_up_to_three_emoji_alone_are_large()
    {
        string[] large = ["👍", "❤️", "👨‍👩‍👧‍👦", "🇩🇪", "👋🏽", "1️⃣", "🎉🎉🎉", "😀 🏴󠁧󠁢󠁳󠁣󠁴󠁿", " 😀\n"];
        string[] small = ["👍👍👍👍", "ok 👍", "123", "#", "©", "1", "🏽x", ":-)"];
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);

        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        foreach (var text in large.Concat(small))
        {
            await bob.SendAsync(aliceId, text);
        }

        await Expect(alice.Messages).ToHaveCountAsync(large.Length + small.Length);
        var sizes = await alice.Messages.Locator(".text").EvaluateAllAsync<double[]>(
            "all => all.map(text => parseFloat(getComputedStyle(text).fontSize))");
        Assert.That(sizes[..large.Length], Is.All.GreaterThanOrEqualTo(32));
        Assert.That(sizes[large.Length..], Is.All.EqualTo(16));
    }

    [Test]
    public async Task A_browser_without_newer_features_shows_texts()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.ComeAsync(server);
        await alice.Page.AddInitScriptAsync("""
            delete Intl.Segmenter;
            delete URL.canParse;
            const Complete = RegExp;
            globalThis.RegExp = class extends Complete {
              constructor(pattern, flags) {
                if (flags?.includes('v')) throw new SyntaxError(`Invalid flags '${flags}'`);
                super(pattern, flags);
              }
            };
            """);
        await alice.Page.ReloadAsync();
        await alice.RegisterAsync();
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        await bob.SendAsync(aliceId, "👍");
        await bob.SendAsync(aliceId, "https://chat.example/ and https://[");

        await Expect(alice.Messages.Locator(".text")).ToHaveTextAsync(["👍", "https://chat.example/ and https://["]);
        await Expect(alice.Messages.Locator("a")).ToHaveAttributeAsync("href", "https://chat.example/");
        await Expect(alice.Messages.Locator(".text").First).ToHaveCSSAsync("font-size", "16px");
    }

    [TestCase(320)]
    [TestCase(1100)]
    public async Task Long_words_and_URLs_do_not_overflow(int width)
    {
        string[] texts =
        [
            new string('w', 300),
            $"https://{new string('a', 60)}.example/{new string('b', 1_000)}?{new string('c', 300)}",
            $"https://{string.Concat(Enumerable.Repeat("bücher", 8))}.example/",
            string.Concat(Enumerable.Repeat("🎉", 200)),
        ];
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(
            server, new() { ViewportSize = new() { Width = width, Height = 640 } });
        var bob = await server.RegisterAsync(new string('W', 32));
        foreach (var text in texts)
        {
            await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, text);
        }

        await ExpectNothingRunsOverAsync();
        await alice.Page.GetByRole(AriaRole.Link, new() { Name = bob.Username }).ClickAsync();
        await Expect(alice.Messages).ToHaveCountAsync(texts.Length);
        await ExpectNothingRunsOverAsync();

        async Task ExpectNothingRunsOverAsync() => Assert.That(
            await alice.Page.EvaluateAsync<string[]>("""
                () => [document.documentElement, ...document.querySelectorAll('#side, nav, #talk, #scroll, .text')]
                  .filter(element => element.scrollWidth > element.clientWidth + 1)
                  .map(element => element.outerHTML.slice(0, 200))
                """),
            Is.Empty);
    }

    [Test]
    public async Task Right_to_left_text_starts_at_the_right_everywhere()
    {
        const string Text = "שלום, מה שלומך?";
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, Text);
        await alice.OpenTalkWithAsync(bob.Username);
        await alice.Field.FillAsync(Text);

        foreach (var selector in new[] { "#message-text", "#messages .text", "#conversations .preview" })
        {
            await Expect(alice.Page.Locator(selector)).ToHaveCSSAsync("direction", "rtl");
        }
    }

    [Test]
    public async Task A_user_can_write_notes_to_oneself()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        await alice.OpenTalkWithAsync(alice.Name);

        await alice.WriteAsync("do not forget");
        await alice.SeesOnceAsync("do not forget", "Sent");

        await Expect(alice.Page.Locator("#peer")).ToHaveTextAsync($"{alice.Name} (notes to yourself)");
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync($"{alice.Name} (you)");
        await Expect(alice.Page.Locator(".badge")).ToHaveCountAsync(0);
        await Assertions.Expect(alice.Page).ToHaveTitleAsync("ChatApp");
    }
}
