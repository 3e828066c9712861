using System.Text.RegularExpressions;

namespace ChatApp.Browser.Tests;

/// <summary>Pins, muted and archived conversations, blocks, the count of unread messages, and signals.</summary>
[TestFixture]
internal sealed class ConversationTests : BrowserTests
{
    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_conversation_is_pinned_and_muted(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var device = await alice.OnAnotherDeviceAsync();
        var (bob, carla) = (await server.RegisterAsync(), await server.RegisterAsync());
        await bob.SendAsync(device.Id, "older");
        await carla.SendAsync(device.Id, "newer");
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync([carla.Username, bob.Username]);
        await Assertions.Expect(alice.Page).ToHaveTitleAsync("(2) ChatApp");

        await OpenAsync(alice, bob.Username);
        await alice.ChooseForTalkAsync("Pin");
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync([bob.Username, carla.Username]);
        Assert.That((await device.ConversationsAsync()).Items[0].Pinned, Is.True);
        await Expect(alice.Page.Locator("#talk-menu")).ToBeFocusedAsync();

        // Another device unpins one and mutes the other.
        await device.UpdateConversationAsync(bob.Id, pinned: false);
        await device.UpdateConversationAsync(carla.Id, muted: true);
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync([carla.Username, bob.Username]);
        await Expect(RowOf(alice, carla.Username)).ToContainTextAsync("muted");
        await Assertions.Expect(alice.Page).ToHaveTitleAsync("ChatApp");
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task An_archived_conversation_is_in_the_archive_until_a_message_comes(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        var (bob, carla) = (await server.RegisterAsync(), await server.RegisterAsync());
        await bob.SendAsync(aliceId, "Hello");
        await carla.SendAsync(aliceId, "Hello");
        await OpenAsync(alice, bob.Username);
        await alice.ChooseForTalkAsync("Archive");
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync([carla.Username]);

        await alice.Page.ReloadAsync();
        await alice.IsOnlineAsync();
        await LeaveAsync(alice);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync();
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync([bob.Username]);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Back to all conversations" }).ClickAsync();
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync([carla.Username]);

        await bob.SendAsync(aliceId, "Hello again");
        await Expect(alice.Page.Locator("#conversations .name")).ToHaveTextAsync([bob.Username, carla.Username]);
        await Expect(RowOf(alice, bob.Username)).ToContainTextAsync("Hello again");
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_person_is_blocked_after_a_question_and_the_block_is_lifted(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var bob = await server.RegisterAsync();
        var device = await alice.OnAnotherDeviceAsync();
        await bob.SendAsync(device.Id, "Hello");
        await OpenAsync(alice, bob.Username);

        await alice.ChooseForTalkAsync("Block …");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(alice.Page.Locator("#blocked")).ToBeHiddenAsync();
        await alice.ChooseForTalkAsync("Block …");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await Expect(alice.Page.Locator("#blocked")).ToBeVisibleAsync();
        await Expect(alice.Field).ToBeHiddenAsync();
        Assert.That(
            async () => await bob.SendAsync(device.Id, "Hello?"),
            Throws.InstanceOf<ChatProblemException>().With.Property("Code").EqualTo("blocked"));

        await alice.Page.ReloadAsync();
        await Expect(alice.Page.Locator("#blocked")).ToBeVisibleAsync();
        await alice.Page.Locator("#unblock").ClickAsync();
        await Expect(alice.Field).ToBeVisibleAsync();
        await alice.WriteAsync("Hello again");
        await alice.SeesOnceAsync("Hello again", "Sent");
    }

    [Test]
    public async Task What_a_block_forbids_is_said()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        var bob = await server.RegisterAsync();
        var device = await alice.OnAnotherDeviceAsync();
        await bob.SendAsync(device.Id, "Hello");
        await OpenAsync(alice, bob.Username);
        await bob.BlockAsync(device.Id);

        await alice.ChooseAsync("Hello", "heart");
        await Expect(alice.Page.Locator("#talk-problem")).Not.ToBeEmptyAsync();
        await alice.WriteAsync("Are you there?");

        await Expect(alice.Messages.Last).ToContainTextAsync("Not sent");
        await Expect(alice.MessageWith("Hello").Locator(".reaction")).ToHaveCountAsync(0);
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_person_who_is_writing_is_shown_until_the_message_comes(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        await using var bob = await Person.RegisterAsync(server);
        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("Hello");
        await bob.OpenTalkWithAsync(alice.Name);
        await bob.SeesOnceAsync("Hello");

        await bob.Field.PressSequentiallyAsync("Hi");
        await Expect(alice.Page.Locator("#peer-typing")).ToHaveTextAsync("writing …");
        await Expect(alice.Page.Locator("#conversations .preview")).ToHaveTextAsync("writing …");
        await bob.Field.PressAsync("Enter");

        await alice.SeesOnceAsync("Hi");
        await Expect(alice.Page.Locator("#peer-typing")).ToBeEmptyAsync();
        await Expect(alice.Page.Locator("#conversations .preview")).ToHaveTextAsync("Hi");
    }

    [TestCase("desk")]
    [TestCase("phone")]
    public async Task A_person_who_is_online_is_shown(string size)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, ScreenOf(size));
        var bob = await server.RegisterAsync();
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, "Hello");
        var row = RowOf(alice, bob.Username);

        // Frames of the contract, which come besides those of the server.
        IWebSocketRoute? socket = null;
        await alice.Page.RouteWebSocketAsync(new Regex("/ws/chat"), route =>
        {
            socket = route;
            route.ConnectToServer();
        });
        await alice.Page.ReloadAsync();
        await alice.IsOnlineAsync();
        Tell("true");
        await Expect(row.Locator(".dot")).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync("online");
        await OpenAsync(alice, bob.Username);
        await Expect(alice.Page.Locator("#peer-presence")).ToHaveTextAsync("online");
        Tell("false");

        await Expect(alice.Page.Locator("#peer-presence")).ToHaveTextAsync("last seen 1 Nov");
        await Expect(row.Locator(".dot")).ToHaveCountAsync(0);

        void Tell(string online) => socket!.Send(
            $$"""
            {"type":"presence","user_id":"{{bob.Id}}","online":{{online}},"last_seen_at":"2020-11-01T10:00:00+00:00"}
            """);
    }

    [Test]
    public async Task Writing_is_told_at_most_every_two_seconds_and_shown_for_five()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);

        var frames = await alice.Page.EvaluateAsync<string[]>("""
            async () => {
              const { Typing } = await import('./js/typing.js');
              let now = 10_000;
              Date.now = () => now;
              const sent = [];
              const typing = new Typing({ send: (frame) => sent.push(`${now} ${frame.recipient_id}`) });
              for (; now < 15_000; now += 500) typing.tell('bob');
              typing.tell('carla');
              return sent;
            }
            """);
        Assert.That(frames, Is.EqualTo(new[] { "10000 bob", "12000 bob", "14000 bob", "15000 carla" }));

        await alice.Page.Clock.InstallAsync();
        await alice.Page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().AddSeconds(60).UtcDateTime);
        await alice.Page.EvaluateAsync("""
            async () => {
              const { Typing } = await import('./js/typing.js');
              window.typing = new Typing({ send: () => true });
              window.typing.take('bob');
            }
            """);
        await alice.Page.Clock.RunForAsync(4_900);
        Assert.That(await alice.Page.EvaluateAsync<bool>("() => window.typing.isTyping('bob')"), Is.True);
        await alice.Page.Clock.RunForAsync(200);
        Assert.That(await alice.Page.EvaluateAsync<bool>("() => window.typing.isTyping('bob')"), Is.False);
    }

    [Test]
    public async Task The_badge_of_an_installed_page_counts_what_is_unread()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.ComeAsync(server);
        await alice.Page.AddInitScriptAsync("""
            window.badges = [];
            navigator.setAppBadge = async (count) => { window.badges.push(count); };
            navigator.clearAppBadge = async () => { window.badges.push(0); };
            """);
        await alice.Page.ReloadAsync();
        await alice.RegisterAsync();
        var bob = await server.RegisterAsync();
        await bob.SendAsync((await alice.OnAnotherDeviceAsync()).Id, "Hello");

        await alice.Page.WaitForFunctionAsync("() => window.badges.at(-1) === 1");
        await OpenAsync(alice, bob.Username);

        await alice.Page.WaitForFunctionAsync("() => window.badges.at(-1) === 0");
    }

    [Test]
    public async Task Rows_that_are_not_loaded_count_as_unread_too()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        var first = await server.RegisterAsync();
        await first.SendAsync(aliceId, "at the end of the list");
        for (var i = 0; i < 50; i++)
        {
            await (await server.RegisterAsync()).SendAsync(aliceId, "Hello");
        }

        await alice.Page.ReloadAsync();
        await Assertions.Expect(alice.Page).ToHaveTitleAsync("(51) ChatApp");
        await Expect(alice.Page.Locator("#conversations .row")).ToHaveCountAsync(50);
        await first.SendAsync(aliceId, "again");

        await Assertions.Expect(alice.Page).ToHaveTitleAsync("(52) ChatApp");
        await Expect(RowOf(alice, first.Username)).ToContainTextAsync("2 unread");
    }

    private static ILocator RowOf(Person person, string name) =>
        person.Page.Locator("#conversations .row").Filter(new() { HasText = name });

    private static async Task OpenAsync(Person person, string name)
    {
        await person.Page.Locator("#conversations").GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
    }

    private static async Task LeaveAsync(Person person)
    {
        var back = person.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the conversations" });
        if (await back.IsVisibleAsync())
        {
            await back.ClickAsync();
        }
    }
}
