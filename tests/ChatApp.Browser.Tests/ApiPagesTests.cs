using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChatApp.Browser.Tests;

/// <summary>
/// The API pages at /docs: they work without a network, under a policy without inline code, and can execute calls.
/// </summary>
[TestFixture]
internal sealed partial class ApiPagesTests : BrowserTests
{
    [Test]
    public async Task A_new_user_can_register_authorize_and_call_on_the_API_pages()
    {
        await using var server = await StartServerAsync();
        await using var stranger = await Person.ComeAsync(server, path: "docs");
        var page = stranger.Page;
        var policy = (await page.Context.APIRequest.GetAsync("/docs/")).Headers["content-security-policy"];

        await SendAsync(
            "/api/v1/auth/register",
            new { username = stranger.Name, email = $"{stranger.Name}@users.example", password = Person.Password },
            "201");
        var tokens = await SendAsync(
            "/api/v1/auth/login", new { username = stranger.Name, password = Person.Password }, "200");
        await page.GetByRole(AriaRole.Button, new() { Name = "Authorize", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "auth-bearer-value" })
            .FillAsync(AccessToken().Match(tokens).Groups[1].Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply credentials" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        var me = await ExecuteAsync(await OpenAsync(page, "get", "/api/v1/users/me"), "200");

        Assert.That(me, Does.Contain(stranger.Name));
        Assert.That(policy, Does.Contain("script-src 'self'; style-src 'self'").And.Not.Contain("unsafe"));

        async Task<string> SendAsync(string path, object body, string status)
        {
            var call = await OpenAsync(page, "post", path);
            await call.Locator("textarea.body-param__text").FillAsync(JsonSerializer.Serialize(body));
            return await ExecuteAsync(call, status);
        }
    }

    [Test]
    public async Task The_token_is_refreshed_before_it_expires()
    {
        await using var server = await StartServerAsync(withClock: true);
        var alice = await server.RegisterAsync();
        await using var visitor = await Person.ComeAsync(server, path: "/docs/");
        var page = visitor.Page;
        await page.Clock.InstallAsync(new() { TimeDate = server.Clock!.GetUtcNow().UtcDateTime });
        await page.ReloadAsync();

        await LogInAsync(page, alice.Username, Person.Password);
        await Expect(State(page))
            .ToHaveTextAsync($"Logged in as {alice.Username}. The access token is renewed automatically.");
        var me = await OpenAsync(page, "get", "/api/v1/users/me");
        var first = await ExecuteAsync(me, "200");
        server.Clock.Advance(TimeSpan.FromMinutes(20));
        await page.Clock.FastForwardAsync((long)TimeSpan.FromMinutes(20).TotalMilliseconds);
        var renewal = await page.RunAndWaitForResponseAsync(() => ExecuteAsync(me, "200"), answer =>
            answer.Url.EndsWith("/auth/refresh", StringComparison.Ordinal));

        Assert.That(first, Does.Contain(alice.Username));
        Assert.That(renewal.Status, Is.EqualTo(200));
        await Expect(page.Locator("#login").GetByLabel("Password")).ToBeHiddenAsync();
        await Expect(page.Locator("button.authorize.locked")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_token_refused_before_its_expiry_is_refreshed_with_a_note()
    {
        await using var server = await StartServerAsync(withClock: true);
        var alice = await server.RegisterAsync();
        await using var visitor = await Person.ComeAsync(server, path: "/docs/");
        visitor.ExpectsFailedCalls = true;
        await LogInAsync(visitor.Page, alice.Username, Person.Password);
        var me = await OpenAsync(visitor.Page, "get", "/api/v1/users/me");

        // The browser's own clock is unchanged.
        server.Clock!.Advance(TimeSpan.FromMinutes(20));
        await ExecuteAsync(me, "401");
        await Expect(State(visitor.Page))
            .ToHaveTextAsync("The access token had expired and was renewed: execute the call again.");

        Assert.That(await ExecuteAsync(me, "200"), Does.Contain(alice.Username));
    }

    [Test]
    public async Task A_session_ended_elsewhere_is_reported_on_the_API_pages()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync();
        await using var visitor = await Person.ComeAsync(server, path: "/docs/");
        visitor.ExpectsFailedCalls = true;
        var page = visitor.Page;
        await LogInAsync(page, alice.Username, Person.Password);
        await Expect(page.Locator("button.authorize.locked")).ToBeVisibleAsync();

        var sessions = await alice.HttpClient.GetFromJsonAsync<JsonElement>("api/v1/auth/sessions");
        var other = sessions.EnumerateArray().Single(session => !session.GetProperty("current").GetBoolean())
            .GetProperty("id");
        using var ended = await alice.HttpClient.DeleteAsync($"api/v1/auth/sessions/{other}");
        await ExecuteAsync(await OpenAsync(page, "get", "/api/v1/users/me"), "401");

        await Expect(State(page)).ToHaveTextAsync("Your session has ended. Please log in again.");
        await Expect(page.Locator("button.authorize.unlocked")).ToBeVisibleAsync();
        await LogInAsync(page, alice.Username, "wrong password");
        await Expect(State(page)).ToHaveTextAsync("The username or the password is wrong.");
        await LogInAsync(page, alice.Username, Person.Password);
        await Expect(page.Locator("button.authorize.locked")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Logging_out_in_the_dialog_ends_the_session()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync();
        await using var visitor = await Person.ComeAsync(server, path: "/docs/");
        var page = visitor.Page;
        await LogInAsync(page, alice.Username, Person.Password);

        await page.GetByRole(AriaRole.Button, new() { Name = "Authorize", Exact = true }).ClickAsync();
        var logout = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Remove authorization" }).ClickAsync(),
            answer => answer.Url.EndsWith("/auth/logout", StringComparison.Ordinal));

        Assert.That(logout.Status, Is.EqualTo(204));
        await Expect(page.Locator("#login").GetByLabel("Password")).ToBeVisibleAsync();
        Assert.That(
            (await alice.HttpClient.GetFromJsonAsync<JsonElement>("api/v1/auth/sessions"))
                .GetArrayLength(), Is.EqualTo(1), "only the session of the test");
    }

    [Test]
    public async Task The_API_pages_follow_the_colour_scheme_of_the_system()
    {
        await using var server = await StartServerAsync();
        await using var visitor =
            await Person.ComeAsync(server, new() { ColorScheme = ColorScheme.Dark }, path: "/docs/");
        var page = visitor.Page;
        var title = page.Locator(".info .title").First;
        await Expect(title).ToBeVisibleAsync();

        Assert.That((await LightnessAsync("html"), await LightnessAsync("#login")), Is.EqualTo(("dark", "dark")));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Assert.That((await LightnessAsync("body"), await LightnessAsync("#login")), Is.EqualTo(("light", "light")));

        // Of the visible background and the text on it.
        Task<string> LightnessAsync(string selector) => page.Locator(selector).EvaluateAsync<string>(
            """
            element => {
              const light = color =>
                  { const [r, g, b, a] = color.match(/[\d.]+/g).map(Number); return a === 0 ? 255 : (r + g + b) / 3; };
              const [back, text] = [getComputedStyle(element).backgroundColor,
                  getComputedStyle(document.querySelector('.info .title')).color].map(light);
              return back < 80 && text > 160 ? 'dark' : back > 200 && text < 100 ? 'light' : `${back} behind ${text}`;
            }
            """);
    }

    [Test]
    public async Task The_API_pages_work_under_a_path_prefix_that_a_proxy_removes()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync();
        await using var visitor = await Person.ComeAsync(server, path: "/docs/");
        var page = visitor.Page;

        // Requests that the page without the prefix still sends are ignored.
        await page.GotoAsync("about:blank");
        await page.Context.RouteAsync("**/*", async route =>
        {
            var address = new Uri(route.Request.Url);
            if (address.AbsolutePath.StartsWith("/talk/", StringComparison.Ordinal))
            {
                var answer = await route.FetchAsync(
                    new() { Url = new Uri(server.BaseAddress, address.PathAndQuery["/talk".Length..]).AbsoluteUri });
                await route.FulfillAsync(new() { Response = answer });
            }
            else
            {
                await route.FulfillAsync(new() { Status = 404, Body = "There is nothing outside." });
            }
        });

        await page.GotoAsync("/talk/docs/");
        await LogInAsync(page, alice.Username, Person.Password);

        Assert.That(await ExecuteAsync(await OpenAsync(page, "get", "/api/v1/users/me"), "200"),
            Does.Contain(alice.Username));
    }

    private static async Task LogInAsync(IPage page, string username, string password)
    {
        // The document is loaded, so that the login has something to authorize.
        await Expect(page.Locator("button.authorize")).ToBeVisibleAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Log in with name and password" });
        await form.GetByLabel("Username or email address").FillAsync(username);
        await form.GetByLabel("Password").FillAsync(password);
        await form.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
    }

    private static ILocator State(IPage page) => page.Locator("#state");

    // A call has the name of its method and its path, with optional word breaks.
    private static async Task<ILocator> OpenAsync(IPage page, string method, string path)
    {
        var call = page.Locator($".opblock-{method}").Filter(new() { Has = page.Locator($"[data-path='{path}']") });
        await call.Locator(".opblock-summary-control").ClickAsync();
        return call;
    }

    private static async Task<string> ExecuteAsync(ILocator call, string status)
    {
        await call.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        var answer = call.Locator(".live-responses-table .response");
        await Expect(answer.Locator(".response-col_status")).ToContainTextAsync(status);
        return await answer.Locator(".microlight, pre").First.InnerTextAsync();
    }

    [GeneratedRegex("\"access_token\":\\s*\"([^\"]+)\"")]
    private static partial Regex AccessToken();
}
