namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class UsersTests(Database database) : ContractTests(database)
{
    private static readonly string[] PublicMembers = ["id", "username", "display_name"];

    [Test]
    public async Task Me_returns_the_whole_account()
    {
        var user = await Server.RegisterAsync();

        var me = await user.HttpClient.GetAsync("api/v1/users/me").JsonAsync(HttpStatusCode.OK);

        Assert.That(
            me.Names(), Is.SupersetOf(new[] { "id", "username", "email", "display_name", "is_active", "created_at" }));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(me.Text("id"), Is.EqualTo(user.Id.ToString()));
            Assert.That(me.Text("username"), Is.EqualTo(user.Username));
            Assert.That(me.Text("email"), Is.EqualTo(user.Email));
            Assert.That(me.GetProperty("is_active").GetBoolean(), Is.True);
            Assert.That(me.Text("created_at"), Does.Match(Patterns.Time));
            Assert.That(me.GetRawText(), Does.Not.Contain("password").IgnoreCase);
        }
    }

    [Test]
    public async Task A_user_is_shown_to_others_without_the_email_address()
    {
        var (alice, bob) = await RegisterTwoAsync();

        var found = await alice.HttpClient.GetAsync($"api/v1/users/{bob.Id}").JsonAsync(HttpStatusCode.OK);

        Assert.That(found.Names(), Is.SupersetOf(PublicMembers));
        Assert.That(found.GetRawText(), Does.Not.Contain("@").And.Not.Contain("email"));
        Assert.That((found.Text("id"), found.Text("username")), Is.EqualTo((bob.Id.ToString(), bob.Username)));
    }

    [Test]
    public async Task An_id_in_upper_case_is_accepted_and_returned_in_lower_case()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var found = await alice.HttpClient.GetAsync($"api/v1/users/{bob.Id.ToString().ToUpperInvariant()}")
            .JsonAsync(HttpStatusCode.OK);
        Assert.That(found.Text("id"), Is.EqualTo(bob.Id.ToString()));
    }

    [Test]
    public async Task An_unknown_user_is_not_found()
    {
        var user = await Server.RegisterAsync();
        await user.GetUserAsync(Guid.CreateVersion7()).RefusedAsync(HttpStatusCode.NotFound, "user_not_found");
    }

    [Test]
    public async Task An_invalid_id_is_a_client_error()
    {
        var user = await Server.RegisterAsync();
        using var response = await user.HttpClient.GetAsync("api/v1/users/not-an-id");
        Assert.That(response.StatusCode, Is.AnyOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound));
        await response.ProblemAsync(response.StatusCode);
    }

    [Test]
    public async Task Search_finds_names_by_prefix_in_any_case()
    {
        var (searcher, prefix) = (await Server.RegisterAsync(), NewPrefix());
        foreach (var ending in new[] { "Carol", "alice", "Bob", "dave" })
        {
            await Server.RegisterAsync(prefix + ending);
        }

        foreach (var search in new[] { prefix, prefix.ToUpperInvariant(), prefix.ToLowerInvariant() })
        {
            var found = (await searcher.SearchAsync(search)).Items.Select(user => user.Username);
            Assert.That(
                found, Is.EqualTo(new[] { prefix + "alice", prefix + "Bob", prefix + "Carol", prefix + "dave" }));
        }

        Assert.That(
            (await searcher.SearchAsync(prefix + "B")).Items.Select(user => user.Username),
            Is.EqualTo(new[] { prefix + "Bob" }));
        Assert.That((await searcher.SearchAsync(prefix[1..])).Items, Is.Empty, "only names that start with the text");
    }

    [Test]
    public async Task Search_never_shows_or_finds_an_email_address()
    {
        var (searcher, prefix) = (await Server.RegisterAsync(), NewPrefix());
        var user = await Server.RegisterAsync(prefix, $"{UniqueName.Next("mail")}@users.example");

        var found = await searcher.HttpClient.GetAsync($"api/v1/users?search={prefix}").JsonAsync(HttpStatusCode.OK);

        Assert.That(found.GetArrayLength(), Is.EqualTo(1));
        Assert.That(found[0].Names(), Is.SupersetOf(PublicMembers));
        Assert.That(found.GetRawText(), Does.Not.Contain("@").And.Not.Contain("email"));
        Assert.That((await searcher.SearchAsync(user.Email)).Items, Is.Empty);
        Assert.That((await searcher.SearchAsync(user.Email[..10])).Items, Is.Empty);
    }

    [TestCase("%")]
    [TestCase("_")]
    [TestCase("\\")]
    [TestCase("\\%")]
    [TestCase("*")]
    [TestCase("'")]
    [TestCase("[a-z]")]
    [TestCase("😀")]
    public async Task A_wildcard_is_an_ordinary_character(string wildcard)
    {
        var (searcher, prefix) = (await Server.RegisterAsync(), NewPrefix());
        await Server.RegisterAsync(prefix + "xx");

        Assert.That((await searcher.SearchAsync(prefix + wildcard)).Items, Is.Empty);
        Assert.That((await searcher.SearchAsync(wildcard + prefix)).Items, Is.Empty);
    }

    [TestCase('_')]
    [TestCase('.')]
    [TestCase('-')]
    public async Task A_special_character_in_a_name_can_be_searched(char special)
    {
        var (searcher, prefix) = (await Server.RegisterAsync(), NewPrefix());
        var wanted = await Server.RegisterAsync($"{prefix}{special}1");
        await Server.RegisterAsync($"{prefix}x1");

        Assert.That(
            (await searcher.SearchAsync(prefix + special)).Items.Select(user => user.Id),
            Is.EqualTo(new[] { wanted.Id }));
    }

    [Test]
    public async Task Search_results_are_paged()
    {
        var (searcher, prefix) = (await Server.RegisterAsync(), NewPrefix());
        var names = Enumerable.Range(0, 7).Select(i => $"{prefix}{(i % 2 == 0 ? 'u' : 'U')}{i}").ToArray();
        foreach (var name in names.Reverse())
        {
            await Server.RegisterAsync(name);
        }

        var page = await searcher.SearchAsync(prefix, limit: 3);
        var found = page.Items.Select(user => user.Username).ToList();
        Assert.That(page.Items, Has.Count.EqualTo(3));
        while (page.Next is not null)
        {
            page = await searcher.NextPageAsync(page);
            found.AddRange(page.Items.Select(user => user.Username));
        }

        Assert.That(found, Is.EqualTo(names.Order(StringComparer.OrdinalIgnoreCase)));
        Assert.That((await searcher.SearchAsync(prefix, limit: 7)).Next, Is.Null, "nothing more, no link");
    }

    [TestCase("0")]
    [TestCase("201")]
    [TestCase("-1")]
    [TestCase("many")]
    public async Task A_limit_out_of_range_is_refused(string limit)
    {
        var user = await Server.RegisterAsync();
        await user.HttpClient.GetAsync($"api/v1/users?search=al&limit={limit}").InvalidFieldAsync("limit");
    }

    [Test]
    public async Task A_null_character_in_a_search_is_refused()
    {
        var user = await Server.RegisterAsync();
        await user.HttpClient.GetAsync("api/v1/users?search=a%00b").InvalidFieldAsync("search");
    }

    [TestCase("api/v1/users")]
    [TestCase("api/v1/users?limit=200")]
    [TestCase("api/v1/users?after=a")]
    [TestCase("api/v1/users?search=")]
    [TestCase("api/v1/users?search=a")]
    [TestCase("api/v1/users?search=%F0%9F%98%80")]
    public async Task Users_cannot_be_listed_without_a_prefix(string path)
    {
        var user = await Server.RegisterAsync();
        await user.HttpClient.GetAsync(path).InvalidFieldAsync("search");
    }

    [Test]
    public async Task A_search_text_of_two_characters_is_accepted()
    {
        var user = await Server.RegisterAsync(UniqueName.Next("zz"));

        var found = await user.SearchAsync("zz", limit: 200);

        Assert.That(found.Items.Select(other => other.Id), Does.Contain(user.Id));
    }

    [Test]
    public async Task A_prefix_finds_nobody_in_exact_search()
    {
        await using var server = await StartServerAsync(("Users:Directory", "exact"));
        var (alice, bob) = await RegisterTwoAsync(server);

        Assert.That((await alice.SearchAsync(bob.Username[..^1])).Items, Is.Empty);
        Assert.That((await alice.SearchAsync("bo")).Items, Is.Empty);
        foreach (var whole in new[] { bob.Username, bob.Username.ToUpperInvariant() })
        {
            var found = await alice.SearchAsync(whole, limit: 1);
            Assert.That(found.Items.Select(user => user.Id), Is.EqualTo(new[] { bob.Id }));
            Assert.That(found.Next, Is.Null);
        }
    }

    private static string NewPrefix() => UniqueName.Next("Q");
}
