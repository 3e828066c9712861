namespace ChatApp.Browser.Tests;

[TestFixture]
internal sealed class ConnectionTests : BrowserTests
{
    [Test]
    public async Task Who_goes_offline_and_returns_has_missed_nothing_and_sends_what_was_written_once()
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
    public async Task A_message_that_is_sent_while_the_server_is_restarted_arrives_once()
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
    public async Task What_was_not_sent_survives_that_the_page_is_loaded_anew()
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
    public async Task A_server_that_is_away_is_told_as_such_and_tried_at_once_when_a_person_wants_it()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var bob = await server.RegisterAsync();
        await alice.OpenTalkWithAsync(bob.Username);
        alice.ExpectsFailedCalls = true;
        var tryNow = alice.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" });
        await Expect(tryNow).ToBeHiddenAsync();

        // The page's clock stands still but where it is moved: no other attempt is due.
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
    public async Task A_server_that_is_away_when_the_page_is_opened_is_told_as_such_and_tried_at_once()
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
    public async Task Without_a_network_one_is_offline_and_is_not_told_to_try()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);

        await alice.SetOfflineAsync(true);
        await Expect(alice.Connection).ToContainTextAsync("You are offline");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" })).ToBeHiddenAsync();
        await alice.SetOfflineAsync(false);

        await alice.IsOnlineAsync();
    }

    // From then on it moves only where the test moves it. It cannot be stopped in its own past.
    private static Task StopClockAsync(IPage page) =>
        page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().AddSeconds(5).UtcDateTime);
}
