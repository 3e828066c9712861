namespace ChatApp.Browser.Tests;

[TestFixture]
internal sealed class TalkTests : BrowserTests
{
    [Test]
    public async Task Two_people_exchange_messages()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        await using var bob = await Person.RegisterAsync(server);

        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("Hello!");
        await alice.SeesOnceAsync("Hello!", "Delivered");

        var conversation = bob.Page.GetByRole(AriaRole.Link, new() { Name = alice.Name });
        await Expect(conversation).ToContainTextAsync("1 unread");
        await Expect(conversation).ToContainTextAsync("Hello!");
        await Assertions.Expect(bob.Page).ToHaveTitleAsync("(1) ChatApp");

        await conversation.ClickAsync();
        await bob.SeesOnceAsync("Hello!");
        await alice.SeesOnceAsync("Hello!", "Read");
        await Expect(conversation).Not.ToContainTextAsync("unread");

        await bob.WriteAsync("Hello yourself!\nHow are you?");
        await alice.SeesOnceAsync("Hello yourself!\nHow are you?");
        await bob.SeesOnceAsync("Hello yourself!\nHow are you?", "Read");
    }

    [Test]
    public async Task A_message_is_marked_as_read_only_when_it_is_visible()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        for (var i = 0; i < 40; i++)
        {
            await bob.SendAsync(aliceId, $"line {i}");
        }

        await alice.Page.GetByRole(AriaRole.Link, new() { Name = bob.Username }).ClickAsync();
        await alice.SeesOnceAsync("line 39");
        await Expect(alice.Page.Locator(".badge")).ToHaveCountAsync(0);

        await alice.Page.Locator("#scroll").EvaluateAsync("scroll => { scroll.scrollTop = 0; }");
        await Expect(alice.Page.Locator("#jump")).ToBeVisibleAsync();
        await bob.SendAsync(aliceId, "unseen");
        await Expect(alice.Page.Locator(".badge")).ToContainTextAsync("1");

        await alice.Page.Locator("#jump").ClickAsync();
        await Expect(alice.Page.Locator(".badge")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task History_is_loaded_on_scrolling_up()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        for (var i = 0; i < 120; i++)
        {
            await bob.SendAsync(aliceId, $"message {i}");
        }

        await alice.OpenTalkWithAsync(bob.Username);
        await Expect(alice.Messages).ToHaveCountAsync(50);
        foreach (var (count, oldest) in new[] { (75, "message 45"), (100, "message 20"), (120, "message 0") })
        {
            var top = alice.Messages.First;
            var text = await top.Locator(".text").TextContentAsync() ?? "";
            await alice.Page.Locator("#scroll").EvaluateAsync("scroll => { scroll.scrollTop = 0; }");
            await Expect(alice.Messages).ToHaveCountAsync(count);
            await Expect(alice.Messages.First.Locator(".text")).ToHaveTextAsync(oldest);
            await Expect(alice.Page.GetByText(text, new() { Exact = true })).ToBeInViewportAsync();
        }

        await Expect(alice.Page.Locator("#history-note")).ToHaveTextAsync("This is the beginning.");
    }

    [Test]
    public async Task A_message_is_shown_as_plain_text()
    {
        string[] texts =
        [
            "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "javascript:alert(1)",
            "\"><svg onload=alert(1)>",
            "&lt;b&gt;", "{{7*7}}", "  leading and trailing  ", "‮gnp.exe",
        ];
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        await alice.OpenTalkWithAsync(bob.Username);

        foreach (var text in texts)
        {
            await bob.SendAsync(aliceId, text);
        }

        await Expect(alice.Messages).ToHaveCountAsync(texts.Length);
        Assert.That(
            await alice.Messages.Locator(".text")
                .EvaluateAllAsync<string[]>("all => all.map(text => text.textContent)"),
            Is.EqualTo(texts));
        Assert.That(await alice.Page.Locator("#messages .text *").CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_refused_message_can_be_sent_again_or_discarded()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);

        await alice.WriteAsync(new string('x', 4_001));
        await Expect(alice.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Not sent" }))
            .ToContainTextAsync("A message has at most 4,000 characters.");

        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(alice.Page.Locator(".failed")).ToHaveCountAsync(1);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(alice.Messages).ToHaveCountAsync(0);
        Assert.That((await bob.HistoryAsync((await alice.OnAnotherDeviceAsync()).Id)).Items, Is.Empty);
    }
}
