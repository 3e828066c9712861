namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class RegistrationTests(Database database) : ContractTests(database)
{
    private const string Password = "a good password";

    [Test]
    public async Task Register_returns_201_with_the_user_and_its_location()
    {
        var (username, email) = (UniqueName.Next("Reg.-_"), $"{UniqueName.Next()}@Users.Example");

        using var response = await RegisterAsync(username, email, Password);

        var user = await response.JsonAsync(HttpStatusCode.Created);
        Assert.That(
            user.Names(),
            Is.SupersetOf(new[] { "id", "username", "email", "display_name", "is_active", "created_at" }));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(user.Text("id"), Does.Match(Patterns.UuidV7));
            Assert.That(user.Text("username"), Is.EqualTo(username), "stored as written");
            Assert.That(user.Text("email"), Is.EqualTo(email), "stored as written");
            Assert.That(user.GetProperty("is_active").GetBoolean(), Is.True);
            Assert.That(user.Text("created_at"), Does.Match(Patterns.Time));
            Assert.That(user.GetRawText(), Does.Not.Contain("password").IgnoreCase);
        }

        var registered = await Server.LogInAsync(username, Password);
        var location = new Uri(response.RequestMessage!.RequestUri!, response.Headers.Location!);
        var found = await registered.HttpClient.GetAsync(location).JsonAsync(HttpStatusCode.OK);
        Assert.That(found.Text("id"), Is.EqualTo(user.Text("id")));
    }

    [TestCase("")]
    [TestCase("ab")]
    [TestCase("a23456789012345678901234567890123", Description = "33 characters")]
    [TestCase("has space")]
    [TestCase(" leading")]
    [TestCase("trailing ")]
    [TestCase("new\nline")]
    [TestCase("trailing\n")]
    [TestCase("at@sign")]
    [TestCase("semi;colon")]
    [TestCase("per%cent")]
    [TestCase("slash/name")]
    [TestCase("umläut")]
    [TestCase("名前名前")]
    [TestCase("аdmin", Description = "a Cyrillic letter a")]
    [TestCase("١٢٣", Description = "digits, but not 0 to 9")]
    [TestCase("emoji😀")]
    [TestCase("null\0byte")]
    public async Task An_invalid_username_is_refused(string username) =>
        await RegisterAsync(username, $"{UniqueName.Next()}@users.example", Password).InvalidFieldAsync("username");

    [TestCase(3)]
    [TestCase(32)]
    public async Task The_shortest_and_the_longest_username_are_accepted(int length)
    {
        var username = new string('x', length - 3) + Guid.CreateVersion7().ToString("n")[^3..];
        await RegisterAsync(username, $"{UniqueName.Next()}@users.example", Password).JsonAsync(HttpStatusCode.Created);
    }

    [TestCase("परीक्षा{0}@उदाहरण.भारत")]
    [TestCase("சோதனை{0}@எடுத்துக்காட்டு.இந்தியா")]
    [TestCase("ทดสอบ{0}@ตัวอย่าง.ไทย")]
    [TestCase("পরীক্ষা{0}@উদাহরণ.বাংলা")]
    [TestCase("e\u0301tienne{0}@Cafe\u0301.example", Description = "neither composed nor in lower case")]
    public async Task An_email_address_in_any_script_is_stored_exactly(string pattern)
    {
        var email = string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, UniqueName.Next());

        var user = await Server.RegisterAsync(email: email);

        Assert.That((await user.GetMeAsync()).Email, Is.EqualTo(email));
        Assert.That((await Server.LogInAsync(email, user.Password)).Id, Is.EqualTo(user.Id));
        await RegisterAsync(UniqueName.Next(), email, Password).ProblemAsync(HttpStatusCode.Conflict, "email_taken");
    }

    [TestCase("")]
    [TestCase("plain")]
    [TestCase("@users.example")]
    [TestCase("nobody@")]
    [TestCase("two@at@users.example")]
    [TestCase("has space@users.example")]
    [TestCase(" leading@users.example")]
    [TestCase("trailing@users.example\n")]
    [TestCase("Some Body <some.body@users.example>")]
    [TestCase("null\0byte@users.example")]
    public async Task An_invalid_email_address_is_refused(string email) =>
        await RegisterAsync(UniqueName.Next(), email, Password).InvalidFieldAsync("email");

    [Test]
    public async Task An_email_address_of_254_characters_is_accepted() =>
        await RegisterAsync(UniqueName.Next(), EmailOfLength(254), Password).JsonAsync(HttpStatusCode.Created);

    [Test]
    public async Task An_email_address_of_255_characters_is_refused() =>
        await RegisterAsync(UniqueName.Next(), EmailOfLength(255), Password).InvalidFieldAsync("email");

    [TestCase(0)]
    [TestCase(7)]
    [TestCase(129)]
    public async Task A_password_that_is_too_short_or_too_long_is_refused(int length) =>
        await RegisterAsync(UniqueName.Next(), $"{UniqueName.Next()}@users.example", new string('p', length))
            .InvalidFieldAsync("password");

    [TestCase("password1")]
    [TestCase("Password1")]
    [TestCase("1234567890")]
    public async Task A_common_password_is_refused(string password) =>
        await RegisterAsync(UniqueName.Next(), $"{UniqueName.Next()}@users.example", password)
            .InvalidFieldAsync("password");

    [Test]
    public async Task A_password_with_a_null_character_is_refused() =>
        await RegisterAsync(UniqueName.Next(), $"{UniqueName.Next()}@users.example", "12345678\0")
            .InvalidFieldAsync("password");

    [TestCase("48261597")]
    [TestCase("        ", Description = "eight spaces")]
    [TestCase(" spaces around ")]
    [TestCase("пароль 密码 😀")]
    public async Task A_password_of_any_characters_is_accepted_and_not_changed(string password)
    {
        var user = await Server.RegisterAsync(password: password);

        Assert.That((await user.LogInAsync()).Id, Is.EqualTo(user.Id));
        await Server.LogInAsync(user.Username, password + " ")
            .RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        await Server.LogInAsync(user.Username, password[1..])
            .RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
    }

    [TestCase('p')]
    [TestCase('漢')]
    public async Task Passwords_that_differ_only_in_the_100th_character_are_different(char filler)
    {
        var password = new string(filler, 128);
        var user = await Server.RegisterAsync(password: password);
        var other = string.Concat(password.AsSpan(0, 99), "q", password.AsSpan(100));

        await Server.LogInAsync(user.Username, other).RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        Assert.That((await Server.LogInAsync(user.Username, password)).Id, Is.EqualTo(user.Id));
    }

    [Test]
    public async Task A_username_is_taken_in_any_case()
    {
        var user = await Server.RegisterAsync(UniqueName.Next("Taken_"));

        foreach (var username in (string[])
            [user.Username, user.Username.ToUpperInvariant(), user.Username.ToLowerInvariant()])
        {
            await RegisterAsync(username, $"{UniqueName.Next()}@users.example", Password)
                .ProblemAsync(HttpStatusCode.Conflict, "username_taken");
        }
    }

    [Test]
    public async Task An_email_address_is_taken_in_any_case()
    {
        var user = await Server.RegisterAsync();

        foreach (var email in new[] { user.Email, user.Email.ToUpperInvariant() })
        {
            await RegisterAsync(UniqueName.Next(), email, Password)
                .ProblemAsync(HttpStatusCode.Conflict, "email_taken");
        }
    }

    [TestCase("admin")]
    [TestCase("Support")]
    [TestCase("SYSTEM")]
    [TestCase("no-reply")]
    [TestCase("_a.d-min_")]
    [TestCase("Deleted-0123abcd")]
    public async Task A_name_that_suggests_an_official_role_is_reserved(string username) =>
        await RegisterAsync(username, $"{UniqueName.Next()}@users.example", Password)
            .ProblemAsync(HttpStatusCode.Conflict, "username_taken");

    [Test]
    public async Task An_operator_can_reserve_other_names()
    {
        var (name, listed) = (UniqueName.Next(), UniqueName.Next());
        await using var server = await StartServerAsync(
            ("Users:ReservedNames", $"somebody, {name}"), ("Users:ReservedNames:0", listed));
        using var client = server.CreateClient();

        foreach (var taken in new[] { name, listed.ToUpperInvariant() })
        {
            var body = new { username = taken, email = $"{UniqueName.Next()}@users.example", password = Password };
            await client.PostObjectAsync("api/v1/auth/register", body)
                .ProblemAsync(HttpStatusCode.Conflict, "username_taken");
        }

        Assert.That((await server.RegisterAsync("admin")).Username, Is.EqualTo("admin"), "only listed names");
    }

    [Test]
    public async Task Closed_registration_refuses_new_users_only()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync();
        await server.RestartAsync(new Dictionary<string, string?> { ["Registration:Mode"] = "Closed" });
        using var client = server.CreateClient();

        foreach (var username in new[] { UniqueName.Next(), alice.Username })
        {
            var body = new { username, email = $"{UniqueName.Next()}@users.example", password = Password };
            await client.PostObjectAsync("api/v1/auth/register", body)
                .ProblemAsync(HttpStatusCode.Forbidden, "registration_closed");
        }

        Assert.That((await alice.LogInAsync()).Id, Is.EqualTo(alice.Id));
    }

    [TestCase("username")]
    [TestCase("email")]
    [TestCase("password")]
    public async Task A_missing_member_is_refused_and_named(string missing)
    {
        var body = new Dictionary<string, string>
        {
            ["username"] = UniqueName.Next(),
            ["email"] = $"{UniqueName.Next()}@users.example",
            ["password"] = Password,
        };
        body.Remove(missing);

        using var client = Server.CreateClient();
        await client.PostObjectAsync("api/v1/auth/register", body).InvalidFieldAsync(missing);
    }

    [Test]
    public async Task All_errors_of_a_registration_are_reported_together()
    {
        var problem = await RegisterAsync("x", "y", "z").InvalidFieldAsync("username");

        Problems.AssertNames(problem.GetProperty("errors"), "email");
        Problems.AssertNames(problem.GetProperty("errors"), "password");
    }

    [TestCase("username_taken")]
    [TestCase("email_taken")]
    public async Task Only_one_of_parallel_registrations_of_a_name_or_email_address_succeeds(string code)
    {
        var (name, email) = (UniqueName.Next(), $"{UniqueName.Next()}@users.example");

        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => code == "username_taken"
            ? RegisterAsync(name, $"{UniqueName.Next()}@users.example", Password)
            : RegisterAsync(UniqueName.Next(), email, Password)));

        Assert.That(responses.Count(response => response.StatusCode == HttpStatusCode.Created), Is.EqualTo(1));
        foreach (var response in responses.Where(response => response.StatusCode != HttpStatusCode.Created))
        {
            await response.ProblemAsync(HttpStatusCode.Conflict, code);
        }
    }

    private async Task<HttpResponseMessage> RegisterAsync(string username, string email, string password)
    {
        using var client = Server.CreateClient();
        return await client.PostObjectAsync("api/v1/auth/register", new { username, email, password });
    }

    private static string EmailOfLength(int length)
    {
        var local = UniqueName.Next().PadRight(64, 'x');
        var left = length - local.Length - "@.example".Length;
        return $"{local}@{new string('a', 63)}.{new string('b', 63)}.{new string('c', left - 128)}.example";
    }
}
