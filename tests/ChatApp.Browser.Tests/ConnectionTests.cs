namespace ChatApp.Browser.Tests;

[TestFixture]
internal sealed class ConnectionTests : BrowserTests
{
    [Test]
    public async Task A_user_who_was_offline_misses_and_loses_no_message()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        await alice.OpenTalkWithAsync(bob.Username);
        await bob.SendAsync(aliceId, "before");
        await alice.SeesOnceAsync("before");

        await alice.SetOfflineAsync(true);
        await Expect(alice.Connection).ToContainTextAsync("You are offline");
        await alice.WriteAsync("written offline");
        await alice.SeesOnceAsync("written offline", "Pending");
        await bob.SendAsync(aliceId, "meanwhile");

        await alice.SetOfflineAsync(false);
        await alice.IsOnlineAsync();
        await alice.SeesOnceAsync("meanwhile");
        await alice.SeesOnceAsync("written offline", "Sent");
        Assert.That(
            (await bob.HistoryAsync(aliceId)).Items.Select(message => message.Content),
            Is.EquivalentTo(new[] { "before", "meanwhile", "written offline" }));
    }

    [Test]
    public async Task A_message_sent_during_a_server_restart_arrives_once()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        await using var bob = await Person.RegisterAsync(server);
        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("before");
        await bob.OpenTalkWithAsync(alice.Name);
        await bob.SeesOnceAsync("before");
        (alice.ExpectsFailedCalls, bob.ExpectsFailedCalls) = (true, true);

        await server.StopAsync();
        await alice.WriteAsync("during");
        await alice.SeesOnceAsync("during", "Pending");
        await server.RestartAsync();

        await bob.SeesOnceAsync("during");
        await alice.SeesOnceAsync("during", "Read");
        await alice.SeesOnceAsync("before", "Read");
    }

    [Test]
    public async Task Unsent_messages_survive_a_reload()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);
        alice.ExpectsFailedCalls = true;
        await server.StopAsync();
        await alice.WriteAsync("during");
        await alice.SeesOnceAsync("during", "Pending");
        await server.RestartAsync();

        await alice.Page.ReloadAsync();

        await alice.SeesOnceAsync("during", "Sent");
        Assert.That((await bob.HistoryAsync((await alice.OnAnotherDeviceAsync()).Id)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Try_now_reconnects_at_once_to_an_unreachable_server()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);
        alice.ExpectsFailedCalls = true;
        var tryNow = alice.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" });
        await Expect(tryNow).ToBeHiddenAsync();

        // The page's clock stands still unless the test moves it, so no other attempt is due.
        await alice.Page.Clock.InstallAsync();
        await StopClockAsync(alice.Page);
        await server.StopAsync();
        await Expect(alice.Connection).ToContainTextAsync("Connecting");
        await alice.Page.Clock.RunForAsync(1_000);
        await Expect(alice.Connection).ToContainTextAsync("The server cannot be reached.");
        await Expect(alice.Connection).Not.ToContainTextAsync("offline");
        await tryNow.PressAsync("Enter");
        await Expect(tryNow).ToBeFocusedAsync();
        await Expect(alice.Connection).ToContainTextAsync("The server cannot be reached.");
        await server.RestartAsync();

        await tryNow.PressAsync("Enter");

        await alice.IsOnlineAsync();
        await Expect(alice.Connection).ToBeHiddenAsync();
        await Expect(alice.Field).ToBeFocusedAsync();
    }

    [Test]
    public async Task Try_now_works_if_the_server_was_unreachable_at_page_load()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        await alice.Page.Clock.InstallAsync();
        await alice.Page.RouteAsync("**/api/v1/**", route => route.AbortAsync("connectionrefused"));
        await alice.Page.ReloadAsync();
        await StopClockAsync(alice.Page);
        await Expect(alice.Connection).ToContainTextAsync("The server cannot be reached.");
        await alice.Page.UnrouteAllAsync();

        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).PressAsync("Enter");

        await alice.IsOnlineAsync();
        await Expect(alice.Page.Locator("#search")).ToBeFocusedAsync();
    }

    [Test]
    public async Task The_page_without_a_network_is_offline_and_does_not_offer_to_try()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);

        await alice.SetOfflineAsync(true);
        await Expect(alice.Connection).ToContainTextAsync("You are offline");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" })).ToBeHiddenAsync();
        await alice.SetOfflineAsync(false);

        await alice.IsOnlineAsync();
    }

    // From then on the clock moves only when the test moves it. It cannot be stopped at a time in its past.
    private static Task StopClockAsync(IPage page) =>
        page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().AddSeconds(5).UtcDateTime);
}
