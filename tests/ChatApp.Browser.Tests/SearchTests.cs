namespace ChatApp.Browser.Tests;

/// <summary>The search for messages: what is found, and the way to it.</summary>
[TestFixture]
internal sealed class SearchTests : BrowserTests
{
    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_found_message_is_shown_in_its_context(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        for (var i = 0; i < 300; i++)
        {
            await bob.SendAsync(aliceId, i == 100 ? "Where is the <b>Umbrella</b> of Anna?" : $"line {i}");
        }

        await SearchAsync(alice, "umbrella anna");
        var found = alice.Page.Locator("#found a");
        await Expect(found).ToHaveCountAsync(1);
        await Expect(found.Locator(".name")).ToHaveTextAsync(bob.Username);
        await Expect(found.Locator(".snippet")).ToHaveTextAsync("Where is the <b>Umbrella</b> of Anna?");
        await Expect(found.Locator("mark")).ToHaveTextAsync(["Umbrella", "Anna"]);
        await alice.Page.Locator("#search").PressAsync("Enter");
        await Expect(found).ToBeFocusedAsync();
        await alice.Page.Keyboard.PressAsync("Enter");

        var message = alice.MessageWith("Where is the <b>Umbrella</b> of Anna?");
        await Expect(message).ToBeInViewportAsync();
        await Expect(message).ToBeFocusedAsync();
        await Expect(alice.MessageWith("line 99")).ToBeInViewportAsync();
        await Expect(alice.MessageWith("line 101")).ToBeInViewportAsync();
        await Expect(alice.MessageWith("line 299")).ToHaveCountAsync(0);

        // Scrolling goes on both ways from there.
        await alice.Page.Locator("#scroll").EvaluateAsync("scroll => { scroll.scrollTop = 0; }");
        await Expect(alice.MessageWith("line 60")).ToHaveCountAsync(1);
        await alice.Page.Locator("#scroll").EvaluateAsync("scroll => { scroll.scrollTop = scroll.scrollHeight; }");
        await Expect(alice.MessageWith("line 150")).ToHaveCountAsync(1);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Newest messages" }).ClickAsync();
        await Expect(alice.MessageWith("line 299")).ToBeInViewportAsync();
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_search_can_be_limited_to_one_conversation(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var (bob, carla) = (await server.RegisterAsync(), await server.RegisterAsync());
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        await bob.SendAsync(aliceId, "tea at five");
        await carla.SendAsync(aliceId, "tea at six");
        await alice.OpenTalkWithAsync(bob.Username);

        await alice.ChooseForTalkAsync("Search in this conversation");
        await Expect(alice.Page.Locator("#search")).ToBeFocusedAsync();
        await alice.Page.Locator("#search").FillAsync("tea");
        await Expect(alice.Page.Locator("#found .snippet")).ToHaveTextAsync(["tea at five"]);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Search everywhere" }).ClickAsync();

        await Expect(alice.Page.Locator("#found .snippet")).ToHaveTextAsync(["tea at six", "tea at five"]);
        await alice.Page.Locator("#search").PressAsync("Escape");
        await Expect(alice.Page.Locator("#conversations .row")).ToHaveCountAsync(2);
    }

    [Test]
    public async Task Snippets_mark_words_as_text()
    {
        (string Text, string Query, string Snippet)[] cases =
        [
            ("Tea and TEA", "tea", "[Tea] and [TEA]"),
            ("<img src=x onerror=alert(1)> tea", "tea onerror", "<img src=x [onerror]=alert(1)> [tea]"),
            ("a.b (c) [d]", "a b c d .*+?^${}()|[]\\", "[a].[b] ([c]) [[d]]"),
            ("nothing", "else", "nothing"),
            ("Grüße aus Köln", "grüße köln", "[Grüße] aus [Köln]"),
            ($"{new string('x', 50)} and then tea", "tea", "…and then [tea]"),
            ($"tea {new string('x', 200)}", "tea", $"[tea] {new string('x', 116)}…"),
            ("", "tea", ""),
        ];
        await using var server = await StartServerAsync();
        await using var visitor = await Person.ComeAsync(server);

        var snippets = await visitor.Page.EvaluateAsync<string[]>(
            """
            async (cases) => {
              const { snippetOf, wordsOf } = await import('./js/text.js');
              return cases.map(([text, query]) => snippetOf(text, wordsOf(query))
                .map((node) => (typeof node === 'string' ? node : `[${node.textContent}]`)).join(''));
            }
            """,
            cases.Select(one => new[] { one.Text, one.Query }));

        Assert.That(snippets, Is.EqualTo(cases.Select(one => one.Snippet)));
    }

    private static async Task SearchAsync(Person person, string words)
    {
        await person.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find people and messages" }).FillAsync(words);
        await Expect(person.Page.Locator("#found-pane")).ToBeVisibleAsync();
    }
}
