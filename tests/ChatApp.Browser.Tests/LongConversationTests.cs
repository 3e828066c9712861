namespace ChatApp.Browser.Tests;

/// <summary>A conversation of any length costs the page no more than its window.</summary>
[TestFixture]
internal sealed class LongConversationTests : BrowserTests
{
    private const int Length = 1_000;

    // Messages in the document; above them the page would take more than a frame to lay out.
    private const int Most = 300;

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task Only_a_window_of_a_long_conversation_is_in_the_document(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        for (var i = 0; i < Length; i++)
        {
            await bob.SendAsync(aliceId, $"line {i}");
        }

        await alice.OpenTalkWithAsync(bob.Username);
        await alice.SeesOnceAsync($"line {Length - 1}");
        await ScrollAsync(alice, "line 0", -1);
        await Expect(alice.Page.Locator("#history-note")).ToHaveTextAsync("This is the beginning.");
        await bob.SendAsync(aliceId, "news");
        await Expect(alice.Page.Locator("#conversations .preview")).ToHaveTextAsync("news");
        await Expect(alice.MessageWith("news")).ToHaveCountAsync(0);

        await ScrollAsync(alice, "news", 1);
        await Expect(alice.Page.Locator("#jump")).ToBeHiddenAsync();
        await Expect(alice.Page.Locator("#conversations .badge")).ToHaveCountAsync(0);
        await bob.SendAsync(aliceId, "more news");
        await Expect(alice.MessageWith("more news")).ToBeInViewportAsync();
    }

    [Test]
    public async Task The_newest_messages_are_one_step_away()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        for (var i = 0; i < 400; i++)
        {
            await bob.SendAsync(aliceId, $"line {i}");
        }

        await alice.OpenTalkWithAsync(bob.Username);
        await alice.SeesOnceAsync("line 399");
        await ScrollAsync(alice, "line 0", -1);
        await alice.WriteAsync("from the past");

        await alice.SeesOnceAsync("from the past", "Sent");
        await Expect(alice.MessageWith("from the past")).ToBeInViewportAsync();
        await Expect(alice.MessageWith("line 399")).ToBeInViewportAsync();
    }

    // Scrolls by half a screen at a time, as a reader does, until a message is in view.
    private static async Task ScrollAsync(Person person, string goal, int direction)
    {
        var outcome = await person.Page.EvaluateAsync<string>(
            """
            async ([goal, direction, most]) => {
              const scroll = document.querySelector('#scroll');
              const isThere = () => [...document.querySelectorAll('#messages .text')]
                .some((text) => text.textContent === goal);
              const numbers = () => [...document.querySelectorAll('#messages .text')]
                .map((text) => /^line (\d+)$/.exec(text.textContent)?.[1]).filter((number) => number).map(Number);
              const end = Date.now() + 60_000;
              while (Date.now() < end) {
                scroll.scrollTop += direction * scroll.clientHeight / 2;
                await new Promise(requestAnimationFrame);
                await new Promise(requestAnimationFrame);
                const shown = numbers();
                if (shown.length > most) return `${shown.length} messages`;
                if (shown.some((number, i) => i > 0 && number !== shown[i - 1] + 1)) return `a gap in ${shown}`;
                const isAtEnd = scroll.scrollTop < 1
                  || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 2;
                if (isThere() && isAtEnd) return 'there';
              }

              return 'not found';
            }
            """,
            new object[] { goal, direction, Most });
        Assert.That(outcome, Is.EqualTo("there"));
    }
}
