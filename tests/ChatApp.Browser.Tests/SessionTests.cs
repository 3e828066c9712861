namespace ChatApp.Browser.Tests;

[TestFixture]
internal sealed class SessionTests : BrowserTests
{
    private const string StoredTokens = "localStorage.getItem('chatapp.tokens')";

    [Test]
    public async Task A_login_survives_a_reload()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);

        await alice.Page.ReloadAsync();

        await alice.IsOnlineAsync();
        await Expect(alice.Page.Locator("#me")).ToHaveTextAsync(alice.Name);
    }

    [Test]
    public async Task Errors_of_registration_and_login_are_shown_beside_the_fields()
    {
        await using var server = await StartServerAsync();
        var bob = await server.RegisterAsync();
        await using var alice = await Person.ComeAsync(server);
        alice.ExpectsFailedCalls = true;
        var page = alice.Page;

        await page.GetByLabel("Username or email address").FillAsync(bob.Username);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("not the password");
        await alice.Welcome.ClickAsync();
        await Expect(page.Locator("#sign-in-error")).ToHaveTextAsync("The username or the password is wrong.");

        await page.GetByText("Register", new() { Exact = true }).First.ClickAsync();
        await page.GetByLabel("Username", new() { Exact = true }).FillAsync("a b");
        await page.GetByLabel("Email address").FillAsync("no address");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        foreach (var field in new[] { "username", "email", "password" })
        {
            await Expect(page.Locator($"#{field}-error")).Not.ToBeEmptyAsync();
            await Expect(page.Locator($"#{field}")).ToHaveAttributeAsync("aria-invalid", "true");
        }

        await Expect(page.GetByLabel("Username", new() { Exact = true })).ToBeFocusedAsync();
    }

    [TestCase(true)]
    [TestCase(false, Description = "browsers have no locks on pages without TLS")]
    public async Task Tabs_share_one_session_and_its_refreshes(bool withLocks)
    {
        await using var server = await StartServerAsync(withClock: true);
        await using var alice = await Person.RegisterAsync(server);
        var second = await OpenTabAsync(alice, withLocks);
        await Expect(second.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();
        var bob = await server.RegisterAsync();
        var before = await TokensAsync(alice.Page);

        // The tokens expire, the server closes the sockets, and both tabs need new tokens at the same moment.
        server.Clock!.Advance(TimeSpan.FromMinutes(15));
        foreach (var tab in new[] { alice.Page, second })
        {
            await tab.WaitForFunctionAsync($"before => {StoredTokens} !== before", before);
        }

        await bob.RefreshAsync();
        var device = await alice.OnAnotherDeviceAsync();
        await bob.SendAsync(device.Id, "to both");
        foreach (var tab in new[] { alice.Page, second })
        {
            await Expect(tab.GetByRole(AriaRole.Link, new() { Name = bob.Username })).ToContainTextAsync("to both");
            await Expect(tab.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();
        }

        // A tab may see the stored data of another tab a moment later.
        await second.WaitForFunctionAsync($"tokens => {StoredTokens} === tokens", await TokensAsync(alice.Page));
        using var sessions = await device.HttpClient.GetAsync("api/v1/auth/sessions");
        using var list = System.Text.Json.JsonDocument.Parse(await sessions.Content.ReadAsStringAsync());
        Assert.That(list.RootElement.GetArrayLength(), Is.EqualTo(2), "one session of the tabs and one of the device");
    }

    [Test]
    public async Task A_login_and_a_logout_reach_all_tabs()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.ComeAsync(server);
        var second = await alice.OpenTabAsync();
        await server.RegisterAsync(alice.Name, password: Person.Password);

        await second.GetByLabel("Username or email address").FillAsync(alice.Name);
        await second.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await second.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await alice.IsOnlineAsync();

        // The other tab asks for new tokens when its socket is closed, possibly before it knows of the logout.
        alice.ExpectsFailedCalls = true;
        await second.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();

        await Expect(second.Locator("#welcome")).ToBeVisibleAsync();
        await Expect(alice.Welcome).ToBeVisibleAsync();
        Assert.That(await TokensAsync(alice.Page), Is.Null);
    }

    [TestCase(true)]
    [TestCase(false, Description = "browsers have no locks on pages without TLS")]
    public async Task A_logout_is_no_lost_session_in_another_tab(bool withLocks)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        var second = await OpenTabAsync(alice, withLocks);
        await Expect(second.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();

        // The server ends the session, and without locks its refusal reaches the first tab before the second one knows.
        var refused = new TaskCompletionSource();
        alice.Page.Response += (_, answer) => _ = answer.Status == 401 && refused.TrySetResult();
        await second.RouteAsync("**/api/v1/auth/logout", async route =>
        {
            var answer = await route.FetchAsync();
            await (withLocks ? Task.CompletedTask : refused.Task.WaitAsync(TimeSpan.FromSeconds(30)));
            await route.FulfillAsync(new() { Response = answer });
        });
        await second.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();

        await Expect(second.Locator("#welcome")).ToBeVisibleAsync();
        await Expect(alice.Welcome).ToBeVisibleAsync();
        await Expect(alice.Page.Locator("#welcome-note")).ToBeEmptyAsync();
        Assert.That(await alice.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage)"), Is.Empty);
    }

    [Test]
    public async Task A_session_that_was_ended_elsewhere_logs_the_page_out()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        await using var elsewhere = await Person.ComeAsync(server);
        await elsewhere.Page.GetByLabel("Username or email address").FillAsync(alice.Name);
        await elsewhere.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await elsewhere.Welcome.ClickAsync();
        await elsewhere.IsOnlineAsync();

        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await Expect(elsewhere.Page.Locator("#sessions li")).ToHaveCountAsync(2);
        await elsewhere.Page.Locator("#sessions button").ClickAsync();

        await Expect(elsewhere.Page.Locator("#sessions li")).ToHaveCountAsync(1);
        await Expect(alice.Page.Locator("#welcome-note")).ToHaveTextAsync(
            "Your session has ended. Please log in again.");
        Assert.That(await TokensAsync(alice.Page), Is.Null);
    }

    [Test]
    public async Task The_password_can_be_changed()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();

        await alice.Page.GetByLabel("Current password").FillAsync("not the password");
        await alice.Page.GetByLabel("New password").FillAsync("another horse battery");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(alice.Page.Locator("#change-password-note")).ToHaveTextAsync("The current password is incorrect.");

        await alice.Page.GetByLabel("Current password").FillAsync(Person.Password);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(alice.Page.Locator("#change-password-note")).ToContainTextAsync("The password is changed.");
        Assert.That((await server.LogInAsync(alice.Name, "another horse battery")).Username, Is.EqualTo(alice.Name));
    }

    [TestCase(true)]
    [TestCase(false, Description = "browsers have no locks on pages without TLS")]
    public async Task A_password_change_moves_all_tabs_to_the_new_session(bool withLocks)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        var second = await OpenTabAsync(alice, withLocks);
        await Expect(second.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();
        var before = await TokensAsync(alice.Page);

        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await alice.Page.GetByLabel("Current password").FillAsync(Person.Password);
        await alice.Page.GetByLabel("New password").FillAsync("another horse battery");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(alice.Page.Locator("#change-password-note")).ToContainTextAsync("The password is changed.");
        await Expect(alice.Page.Locator("#sessions li")).ToHaveCountAsync(1);

        Assert.That(await TokensAsync(alice.Page), Is.Not.EqualTo(before).And.Not.Null);
        var bob = await server.RegisterAsync();
        var device = await server.LogInAsync(alice.Name, "another horse battery");
        await bob.SendAsync(device.Id, "to both");
        foreach (var tab in new[] { alice.Page, second })
        {
            await Expect(tab.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();
            await Expect(tab.GetByRole(AriaRole.Link, new() { Name = bob.Username })).ToContainTextAsync("to both");
        }
    }

    [Test]
    public async Task A_refresh_with_a_lost_answer_is_repeated_and_logs_nobody_out()
    {
        await using var server = await StartServerAsync(withClock: true);
        await using var alice = await Person.RegisterAsync(server);
        alice.ExpectsFailedCalls = true;
        var before = await TokensAsync(alice.Page);
        var requests = new List<string?>();
        var hasAskedTwice = new TaskCompletionSource();
        await alice.Page.RouteAsync("**/api/v1/auth/refresh", async route =>
        {
            // The server refreshes the session but the answer is lost; a reload of the page loses no state.
            requests.Add(route.Request.PostData);
            await route.FetchAsync();
            await route.AbortAsync();
            if (requests.Count == 2)
            {
                hasAskedTwice.SetResult();
            }
        });

        server.Clock!.Advance(TimeSpan.FromMinutes(15));
        await hasAskedTwice.Task.WaitAsync(TimeSpan.FromSeconds(30));
        server.Clock!.Advance(TimeSpan.FromMinutes(5));
        await alice.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.Wait });
        await alice.Page.ReloadAsync();

        await alice.IsOnlineAsync();
        Assert.That(requests[0], Does.Contain("request_id"));
        Assert.That(requests, Is.All.EqualTo(requests[0]));
        Assert.That(await TokensAsync(alice.Page), Is.Not.EqualTo(before).And.Not.Null);
    }

    private static async Task<IPage> OpenTabAsync(Person person, bool withLocks)
    {
        if (!withLocks)
        {
            await person.Page.Context.AddInitScriptAsync(
                "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });");
            await person.Page.ReloadAsync();
            await person.IsOnlineAsync();
        }

        return await person.OpenTabAsync();
    }

    private static Task<string?> TokensAsync(IPage page) => page.EvaluateAsync<string?>($"() => {StoredTokens}");
}
