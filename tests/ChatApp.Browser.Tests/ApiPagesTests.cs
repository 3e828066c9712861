using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChatApp.Browser.Tests;

/// <summary>The API pages at /docs: without a network, under a policy that lets nothing inline run, and good for more than reading.</summary>
[TestFixture]
internal sealed partial class ApiPagesTests : BrowserTests
{
    [Test]
    public async Task A_stranger_registers_authorizes_and_calls_on_the_api_pages()
    {
        await using var server = await StartServerAsync();
        await using var stranger = await Person.ComeAsync(server, path: "docs");
        var page = stranger.Page;
        var policy = (await page.Context.APIRequest.GetAsync("/docs/")).Headers["content-security-policy"];

        await SendAsync("/api/v1/auth/register", new { username = stranger.Name, email = $"{stranger.Name}@users.example", password = Person.Password }, "201");
        var tokens = await SendAsync("/api/v1/auth/login", new { username = stranger.Name, password = Person.Password }, "200");
        await page.GetByRole(AriaRole.Button, new() { Name = "Authorize", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "auth-bearer-value" }).FillAsync(AccessToken().Match(tokens).Groups[1].Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply credentials" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
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

    // A call is named by its method and its path, written with word breaks.
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
