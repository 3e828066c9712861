using ChatApp.Application.Accounts;
using ChatApp.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Commands;

/// <summary>Accounts in the operator's hands, beside running servers.</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class UserCommandTests(Database database) : ContractTests(database)
{
    private const string Password = "correct horse battery staple";

    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(5);

    [Test]
    public async Task An_account_is_created_where_registration_is_closed_also_with_a_reserved_name()
    {
        await using var server = await StartServerAsync(("Registration:Mode", "closed"));

        var created = await server.RunCommandWithAsync(
            $"{Password}\n", "users", "create", "support", "--email", "support@example.com");

        Assert.That(created.Code, Is.EqualTo(0), $"{created}");
        var support = await server.LogInAsync("support", Password);
        Assert.That(created.Lines, Is.EqualTo(new[] { $"{support.Id}\tsupport" }));
        Assert.That(created.Errors, Does.Contain("Registered").And.Contain($"{support.Id}"), "the audit");
        Assert.That(created.Errors, Does.Not.Contain(Password));
    }

    [Test]
    public async Task A_generated_password_is_printed_once()
    {
        var name = UniqueName.Next();

        var created = await Server.RunCommandAsync("users", "create", name, "--email", $"{name}@x.org", "--generate");
        var reset = await Server.RunCommandAsync("users", "reset-password", $"{name}@x.org", "--generate");

        Assert.That((created.Code, created.Lines.Length), Is.EqualTo((0, 2)), $"{created}");
        Assert.That((reset.Code, reset.Lines.Length), Is.EqualTo((0, 2)), $"{reset}");
        Assert.That(created.Lines[1], Has.Length.EqualTo(20).And.Not.EqualTo(reset.Lines[1]));
        await Server.LogInAsync(name, reset.Lines[1]);
    }

    [Test]
    public async Task A_password_is_typed_twice_at_a_terminal()
    {
        var name = UniqueName.Next();
        string[] arguments =
        [
            "users", "create", name, "--email", $"{name}@x.org", .. OperatorConsole.SettingsOf(Server),
        ];

        var differing = await OperatorConsole.RunAsync(arguments, typed: new Queue<string>([Password, "another one"]));
        var created = await OperatorConsole.RunAsync(arguments, typed: new Queue<string>([Password, Password]));

        Assert.That((differing.Code, created.Code), Is.EqualTo((2, 0)), $"{differing}\n{created}");
        Assert.That(created.Errors, Does.StartWith("Password: Again: "));
        await Server.LogInAsync(name, Password);
    }

    [TestCase("short\n", "password: ")]
    [TestCase("password123\n", "password: ")]
    [TestCase("", "no password")]
    public async Task An_invalid_password_is_refused(string input, string told)
    {
        var name = UniqueName.Next();

        var refused = await Server.RunCommandWithAsync(input, "users", "create", name, "--email", $"{name}@x.org");

        Assert.That(refused.Code, Is.EqualTo(2), $"{refused}");
        Assert.That(refused.Errors, Does.Contain(told));
    }

    [Test]
    public async Task A_name_that_is_in_use_or_not_valid_is_refused()
    {
        var (alice, name) = (await Server.RegisterAsync(), UniqueName.Next());

        var taken = await CreateAsync(alice.Username, $"{name}@x.org");
        var used = await CreateAsync(name, alice.Email);
        var invalid = await CreateAsync("no spaces", "no address");
        var closed = await CreateAsync("deleted-somebody", $"{name}@x.org");
        var without = await Server.RunCommandAsync("users", "create", name);

        Assert.That((taken.Code, used.Code, closed.Code), Is.EqualTo((1, 1, 1)), $"{taken}\n{used}\n{closed}");
        Assert.That((invalid.Code, without.Code), Is.EqualTo((2, 2)), $"{invalid}\n{without}");
        Assert.That(invalid.Errors, Does.Contain("username: ").And.Contain("email: "));
        Assert.That(without.Errors, Does.Contain("--email"));
    }

    [Test]
    public async Task A_disabled_user_is_thrown_out_on_all_nodes_and_cannot_log_in_until_enabled()
    {
        await using var first = await StartServerAsync();
        await using var second = await first.StartNodeAsync();
        var (alice, bob) = await RegisterTwoAsync(first);
        await using var here = await alice.ConnectAsync();
        await using var there = await alice.On(second).ConnectAsync();
        await using var ofBob = await bob.ConnectAsync();

        var disabled = await first.RunCommandAsync("users", "disable", alice.Username);

        int[] codes = await Task.WhenAll(here.WaitForCloseAsync(), there.WaitForCloseAsync()).WaitAsync(Allowed);
        Assert.That(codes, Is.All.EqualTo(4001));
        Assert.That(
            (disabled.Code, disabled.Lines[0]), Is.EqualTo((0, $"{alice.Id}\t{alice.Username}")), $"{disabled}");
        Assert.That(disabled.Errors, Does.Contain("[312]").And.Contain($"{alice.Id}"));
        await alice.AccessTokenDiesAsync();
        await alice.On(second).AccessTokenDiesAsync();
        await alice.LogInAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        await ofBob.PingAsync();

        var again = await first.RunCommandAsync("users", "disable", $"{alice.Id}");
        Assert.That((again.Code, again.Errors), Is.EqualTo((0, "")), "it changes nothing, so the audit has nothing");
        var list = await first.RunCommandAsync("users", "list", alice.Username);
        Assert.That(list.Output, Does.Contain("\tdisabled\t"));

        var enabled = await first.RunCommandAsync("users", "enable", alice.Email);
        Assert.That(enabled.Code, Is.EqualTo(0), $"{enabled}");
        Assert.That(enabled.Errors, Does.Contain("[313]"));
        var back = await alice.LogInAsync();
        await back.SendAsync(bob, "I am back");
        await alice.RefreshAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
    }

    [Test]
    public async Task A_reset_password_ends_all_sessions()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        var reset = await Server.RunCommandWithAsync(
            "a new long password\n", "users", "reset-password", alice.Username);

        Assert.That(reset.Code, Is.EqualTo(0), $"{reset}");
        Assert.That(reset.Errors, Does.Contain("[314]").And.Not.Contain("a new long password"));
        Assert.That(await socket.WaitForCloseAsync().WaitAsync(Allowed), Is.EqualTo(4001));
        await alice.AccessTokenDiesAsync();
        await alice.LogInAsync().RefusedAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        await Server.LogInAsync(alice.Username, "a new long password");
    }

    [TestCase("disable")]
    [TestCase("enable")]
    [TestCase("reset-password")]
    public async Task An_unknown_user_or_a_closed_account_is_refused(string command)
    {
        var alice = await Server.RegisterAsync();
        await alice.CloseAccountAsync();

        foreach (var name in new[] { $"{alice.Id}", alice.Username, "nobody-at-all", "nobody@example.com" })
        {
            var refused = await Server.RunCommandWithAsync("a new long password\n", "users", command, name);

            Assert.That(refused.Code, Is.EqualTo(1), $"{refused}");
            Assert.That(refused.Errors.Trim(), Is.EqualTo("There is no such user."));
        }
    }

    [Test]
    public async Task The_list_has_all_users_whose_name_begins_so()
    {
        var prefix = UniqueName.Next("l");
        var accounts = Server.Services.GetRequiredService<IAccountStore>();
        for (var i = 0; i < 205; i++)
        {
            var name = $"{prefix}{i:000}";
            var user = User.Register(
                Guid.CreateVersion7(), name, $"{name}@x.org", "no hash", TimeProvider.System.GetUtcNow());
            Assert.That(await accounts.AddAsync(user, CancellationToken.None), Is.EqualTo(AddAccountOutcome.Added));
        }

        var list = await Server.RunCommandAsync("users", "list", prefix.ToUpperInvariant());

        Assert.That(list.Code, Is.EqualTo(0), $"{list}");
        Assert.That(
            list.Lines.Select(line => line.Split('\t')[1]),
            Is.EqualTo(Enumerable.Range(0, 205).Select(i => $"{prefix}{i:000}")));
        Assert.That(list.Lines[0].Split('\t'), Has.Length.EqualTo(6));
        Assert.That(list.Lines[0].Split('\t')[2..4], Is.EqualTo(new[] { $"{prefix}000@x.org", "active" }));
    }

    [Test]
    public async Task One_session_or_all_of_them_are_ended()
    {
        var phone = await Server.RegisterAsync();
        var laptop = await phone.LogInAsync();
        var tablet = await phone.LogInAsync();
        await using var ofPhone = await phone.ConnectAsync();
        await using var ofLaptop = await laptop.ConnectAsync();

        var list = await Server.RunCommandAsync("sessions", "list", phone.Username);
        var one = await Server.RunCommandAsync("sessions", "end", phone.Username, $"{SessionOf(phone)}");

        Assert.That(list.Code, Is.EqualTo(0), $"{list}");
        Assert.That(
            list.Lines.Select(line => line.Split('\t')[0]),
            Is.EqualTo(new[] { tablet, laptop, phone }.Select(user => $"{SessionOf(user)}")));
        Assert.That((one.Code, one.Lines.Single()), Is.EqualTo((0, "1")), $"{one}");
        Assert.That(one.Errors, Does.Contain("[315]").And.Contain($"{SessionOf(phone)}"));
        Assert.That(await ofPhone.WaitForCloseAsync().WaitAsync(Allowed), Is.EqualTo(4001));
        await ofLaptop.PingAsync();

        var all = await Server.RunCommandAsync("sessions", "end", phone.Username);
        Assert.That((all.Code, all.Lines.Single()), Is.EqualTo((0, "2")), $"{all}");
        Assert.That(await ofLaptop.WaitForCloseAsync().WaitAsync(Allowed), Is.EqualTo(4001));
        await tablet.AccessTokenDiesAsync();
        await phone.LogInAsync();
    }

    [Test]
    public async Task A_session_of_another_user_is_not_ended()
    {
        var (alice, bob) = await RegisterTwoAsync();

        var refused = await Server.RunCommandAsync("sessions", "end", alice.Username, $"{SessionOf(bob)}");
        var invalid = await Server.RunCommandAsync("sessions", "end", alice.Username, "the last one");

        Assert.That((refused.Code, invalid.Code), Is.EqualTo((1, 2)), $"{refused}\n{invalid}");
        await bob.GetMeAsync();
    }

    private Task<CommandOutcome> CreateAsync(string name, string email) =>
        Server.RunCommandWithAsync($"{Password}\n", "users", "create", name, "--email", email);

    private static Guid SessionOf(ChatUser user) =>
        Guid.Parse(Tokens.Claims(user.AccessToken)["sid"]!.GetValue<string>());
}
