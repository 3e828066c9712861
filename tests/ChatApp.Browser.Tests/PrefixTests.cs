using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Browser.Tests;

/// <summary>The page works under any path: its links are relative to its own URL (RFC 3986, section 5).</summary>
[TestFixture]
internal sealed class PrefixTests : BrowserTests
{
    [Test]
    public async Task The_page_works_behind_a_proxy_with_a_path_prefix()
    {
        await using var server = await StartServerAsync();
        await using var proxy = await PrefixProxy.StartAsync(server.BaseAddress, "/chat");

        await TalkAsync(server, proxy.Address);
    }

    [Test]
    public async Task The_page_works_in_a_server_with_a_path_prefix()
    {
        await using var server = await StartServerAsync(
            configure: builder => builder.Services.AddSingleton<IStartupFilter>(new PathBase("/chat")));

        await TalkAsync(server, new Uri(server.BaseAddress, "/chat/"));
        await using var visitor = await Person.ComeAsync(server, path: "chat");
        await Expect(visitor.Welcome).ToBeVisibleAsync();
        Assert.That(visitor.Page.Url, Is.EqualTo(new Uri(server.BaseAddress, "/chat/").ToString()));
    }

    [Test]
    public async Task Servers_under_two_paths_of_one_origin_do_not_share_a_login()
    {
        await using var server = await StartServerAsync();
        await using var proxy = await PrefixProxy.StartAsync(server.BaseAddress, "/chat");
        await using var alice = await Person.RegisterAsync(server, address: proxy.Address);

        var keys = await alice.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage)");

        Assert.That(keys, Is.Not.Empty.And.All.Contains("/chat/"));
    }

    [Test]
    public async Task Links_of_the_page_stay_under_the_path()
    {
        await using var server = await StartServerAsync();
        await using var proxy = await PrefixProxy.StartAsync(server.BaseAddress, "/chat");
        await using var visitor = await Person.ComeAsync(server, address: proxy.Address);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "API pages" }).ClickAsync();
        await Expect(visitor.Page.Locator("#api .opblock").First).ToBeVisibleAsync();
        await visitor.Page.GotoAsync(new Uri(proxy.Address, "docs?typed=by-hand").ToString());

        await Expect(visitor.Page.Locator("#api .opblock").First).ToBeVisibleAsync();
        Assert.That(visitor.Page.Url, Is.EqualTo(new Uri(proxy.Address, "docs/?typed=by-hand").ToString()));
    }

    [TestCase(null)]
    [TestCase("<{0}>; rel=\"next\"")]
    [TestCase("</api/v1/messages/conversations{0}>; rel=\"next\"")]
    public async Task The_next_page_is_found_by_any_kind_of_reference(string? link)
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server);
        var aliceId = (await alice.OnAnotherDeviceAsync()).Id;
        for (var i = 0; i < 51; i++)
        {
            await (await server.RegisterAsync()).SendAsync(aliceId, "Hello");
        }

        if (link is not null)
        {
            await alice.Page.RouteAsync("**/messages/conversations?*", async route =>
            {
                var answer = await route.FetchAsync();
                Dictionary<string, string> headers = new(answer.Headers);
                if (headers.TryGetValue("link", out var given))
                {
                    headers["link"] = string.Format(null, link, given[given.IndexOf('?')..given.IndexOf('>')]);
                }

                await route.FulfillAsync(new() { Response = answer, Headers = headers });
            });
        }

        await alice.Page.ReloadAsync();
        await Expect(alice.Page.Locator("#conversations .row")).ToHaveCountAsync(50);
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "More conversations" }).ClickAsync();

        await Expect(alice.Page.Locator("#conversations .row")).ToHaveCountAsync(51);
        await Expect(alice.Page.Locator("#conversations .row").Last).ToBeFocusedAsync();
    }

    private static async Task TalkAsync(ChatTestServer server, Uri address)
    {
        await using var alice = await Person.RegisterAsync(server, address: address);
        await using var bob = await Person.ComeAsync(server, address: address);
        await server.RegisterAsync(bob.Name, password: Person.Password);
        await bob.LogInAsync(bob.Name);

        await alice.OpenTalkWithAsync(bob.Name);
        await alice.WriteAsync("Hello!");
        await bob.OpenTalkWithAsync(alice.Name);
        await bob.SeesOnceAsync("Hello!");
        await bob.WriteAsync("Hello yourself!");
        await alice.SeesOnceAsync("Hello yourself!");
        await alice.SeesOnceAsync("Hello!", "Read");

        await alice.Page.ReloadAsync();
        await alice.IsOnlineAsync();
        await alice.SeesOnceAsync("Hello yourself!");
    }

    /// <summary>Puts the whole server under a path.</summary>
    private sealed class PathBase(string path) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UsePathBase(path);
            next(app);
        };
    }
}
