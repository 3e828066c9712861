namespace ChatApp.Browser.Tests;

/// <summary>Search and registration with the operator's limits.</summary>
[TestFixture]
internal sealed class PeopleTests : BrowserTests
{
    [Test]
    public async Task A_search_needs_two_characters()
    {
        await using var server = await StartServerAsync();
        await using var alice = await Person.RegisterAsync(server, name: UniqueName.Next("al"));
        var searches = new List<string>();
        alice.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/users?", StringComparison.Ordinal))
            {
                searches.Add(request.Url);
            }
        };
        var field = alice.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find people" });

        await field.FillAsync("a");
        await Expect(alice.Page.Locator("#people-note")).ToHaveTextAsync("Type at least 2 characters of the name.");
        await field.FillAsync(" 😀 ");
        await Expect(alice.Page.Locator("#people-note")).ToHaveTextAsync("Type at least 2 characters of the name.");
        Assert.That(searches, Is.Empty);

        await field.FillAsync("al");
        await Expect(alice.Page.Locator("#people a")).ToHaveCountAsync(1);
        Assert.That(searches, Has.Count.EqualTo(1).And.All.Contain("search=al"));

        await field.FillAsync("alx");
        await Expect(alice.Page.Locator("#people-note")).ToHaveTextAsync("No users found.");
    }

    [Test]
    public async Task The_page_offers_only_the_login_if_registration_is_closed()
    {
        await using var server = await StartServerAsync(
            configure: builder => builder.Configuration["Registration:Mode"] = "closed");
        await using var alice = await Person.ComeAsync(server);
        alice.ExpectsFailedCalls = true;
        var page = alice.Page;
        await page.GetByText("Register", new() { Exact = true }).First.ClickAsync();
        await page.GetByLabel("Username", new() { Exact = true }).FillAsync(alice.Name);
        await page.GetByLabel("Email address").FillAsync($"{alice.Name}@users.example");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);

        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();

        await Expect(page.Locator("#sign-in-error")).ToContainTextAsync("Registration is closed");
        await Expect(page.Locator("#sign-in-mode")).ToBeHiddenAsync();
        await Expect(page.Locator("#email-field")).ToBeHiddenAsync();
        await Expect(alice.Welcome).ToBeVisibleAsync();
    }
}
