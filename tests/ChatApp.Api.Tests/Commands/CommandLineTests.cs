using ChatApp.Api.OperatorCommands;

namespace ChatApp.Api.Tests.Commands;

/// <summary>How the command line is read: a command with operands and options, and settings in each form.</summary>
public sealed class CommandLineTests
{
    [Test]
    public void Settings_of_each_form_stand_beside_operands_and_options()
    {
        var line = CommandLine.Parse([
            "users", "create", "alice", "--Limits:Sockets=5", "--email", "alice@example.com",
            "--Storage__DataDirectory", "/somewhere", "/Limits:Connections=7", "Jwt:Issuer=me", "--generate",
        ]);

        Assert.That(line.Command?.Name, Is.EqualTo("users create"));
        Assert.That(line.Arguments.Operands, Is.EqualTo(new[] { "alice" }));
        Assert.That(line.Arguments.Text("--email"), Is.EqualTo("alice@example.com"));
        Assert.That(line.Arguments.Has("--generate"), Is.True);
        Assert.That(
            line.Settings,
            Is.EqualTo(new[]
            {
                "--Limits:Sockets=5", "--Storage__DataDirectory", "/somewhere", "/Limits:Connections=7",
                "Jwt:Issuer=me",
            }));
    }

    [TestCase("/var/backup/today.db")]
    [TestCase("./a=b.db")]
    public void A_path_is_an_operand(string path) =>
        Assert.That(CommandLine.Parse(["backup", path]).Arguments.Operands, Is.EqualTo(new[] { path }));

    [TestCase("--help")]
    [TestCase("--repair")]
    [TestCase("-h")]
    public void What_follows_two_dashes_is_an_operand(string name)
    {
        var line = CommandLine.Parse(["users", "disable", "--", name]);

        Assert.That(line.Task, Is.EqualTo(CommandLineTask.Run));
        Assert.That(line.Arguments.Operands, Is.EqualTo(new[] { name }));
    }

    [TestCase("--email=alice@example.com")]
    public void An_option_can_have_its_value_behind_an_equals_sign(string option) =>
        Assert.That(
            CommandLine.Parse(["users", "create", "alice", option]).Arguments.Text("--email"),
            Is.EqualTo("alice@example.com"));

    [TestCase]
    [TestCase("serve")]
    [TestCase("serve", "--urls", "http://localhost:1")]
    [TestCase("--urls=http://localhost:1")]
    [TestCase("urls=http://localhost:1")]
    public void Without_a_command_the_program_serves(params string[] arguments)
    {
        var line = CommandLine.Parse(arguments);

        Assert.That((line.Task, line.Command), Is.EqualTo((CommandLineTask.Serve, (OperatorCommand?)null)));
        Assert.That(line.Settings, Is.EqualTo(arguments.Where(argument => argument != "serve")));
    }

    [Test]
    public void The_old_option_still_migrates() =>
        Assert.That(CommandLine.Parse(["--migrate"]).Command?.Name, Is.EqualTo("migrate"));

    [TestCase("servee", TestName = "unknown command")]
    [TestCase("users", TestName = "half a command")]
    [TestCase("users", "delete", TestName = "unknown second word")]
    [TestCase("migrate", "now", TestName = "operand too many")]
    [TestCase("backup", TestName = "operand missing")]
    [TestCase("migrate", "--dry-run=yes", TestName = "value of a switch")]
    [TestCase("migrate", "--dry-run", "--dry-run", TestName = "switch given twice")]
    [TestCase("users", "create", "alice", "--email", TestName = "value missing")]
    [TestCase("users", "create", "alice", "--password=secret", TestName = "password as an argument")]
    [TestCase("check", "--repair", "--Limits:Socket=5", TestName = "unknown setting")]
    [TestCase("check", "--Limits:Sockets", TestName = "setting without a value")]
    [TestCase("check", "--", "--repair", TestName = "option after the end of options")]
    [TestCase("serve", "now", TestName = "operand of serve")]
    public void An_invalid_line_is_refused_with_a_sentence(params string[] arguments)
    {
        var refusal = Assert.Throws<UsageException>(() => CommandLine.Parse(arguments));

        Assert.That(refusal!.Message, Has.Length.GreaterThan(10).And.Not.Contains("\n"));
    }

    [Test]
    public void The_help_names_each_command_and_each_command_has_its_own()
    {
        var help = Help.Text();

        Assert.That(CommandTable.All, Has.Count.GreaterThan(9));
        foreach (var command in CommandTable.All)
        {
            Assert.That(help, Does.Contain($"  {command.Name} ").And.Contains(command.Summary));
            var line = CommandLine.Parse([.. command.Name.Split(' '), "--help"]);
            Assert.That((line.Task, line.Command), Is.EqualTo((CommandLineTask.Help, command)));
            Assert.That(Help.Text(command), Does.StartWith(command.Syntax).And.Contains(command.Summary));
            Assert.That(
                Help.Text(command).Split('\n'), Has.All.Property("Length").LessThanOrEqualTo(120), command.Name);
        }
    }

    [Test]
    public void No_name_of_a_command_hides_another() =>
        Assert.That(
            CommandTable.All.Select(command => CommandTable.Find(command.Name.Split(' '))),
            Is.EqualTo(CommandTable.All));
}
