using System.Globalization;
using System.Text.Json;
using ChatApp.Application.Maintenance.Seeding;

namespace ChatApp.Api.OperatorCommands;

internal sealed record SeedCommand() : OperatorCommand("seed", ["USER"], "fills the database with made-up data")
{
    private const string Messages = "--messages";
    private const string Users = "--users";
    private const string Conversations = "--main-conversations";
    private const string Percent = "--main-percent";
    private const string UsersFile = "--users-file";
    private const string Pairs = "--pairs";

    public override string Details =>
        """
        For measurements, not in Production. Stop the servers first. USER, an existing account, has the largest
        conversation, with a tenth of all messages. The made users have its password. With PostgreSQL, the role must own
        the tables. Prints, between tabs, what was made.
        """;

    public override IReadOnlyList<CommandOption> Options { get; } =
    [
        new(Messages, "N", "messages (default: 1,000,000)"),
        new(Users, "N", "users, with USER (default: 1,000)"),
        new(Conversations, "N", "conversations of USER (default: 1,000)"),
        new(Percent, "N", "percent of the messages in these, beside the largest (default: 20)"),
        new(UsersFile, "FILE", "writes pairs of made users for the load tool; the input has their password"),
        new(Pairs, "N", "pairs in FILE (default: 50)"),
    ];

    public override bool IsForTrials => true;

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var arguments = context.Arguments;
        var file = arguments.Text(UsersFile);
        var seed = new SeedDatabase(
            arguments.Operands[0],
            arguments.Number(Messages, 1_000_000, 1, 100_000_000),
            arguments.Number(Users, 1_000, 4, 1_000_000),
            arguments.Number(Conversations, 1_000, 1, 1_000_000),
            arguments.Number(Percent, 20, 0, 90),
            file is null ? 0 : arguments.Number(Pairs, 50, 1, 5_000),
            new ProgressReport<SeedProgress>(
                context.Console.Error, step => string.Create(
                    CultureInfo.InvariantCulture, $"Writing {step.Table}, row {step.Rows}…")));
        var password = file is null ? null : await NewPassword.ReadAsync(context, cancellationToken);
        var (report, code) = await context.SendAsync(seed, cancellationToken);
        if (report is null)
        {
            return code;
        }

        if (file is not null)
        {
            await WriteUsersAsync(file, report.Pairs, password!.Text, cancellationToken);
        }

        foreach (var (name, value) in new[]
        {
            ("messages", $"{seed.Messages}"), ("users", $"{seed.Users}"), ("conversations", $"{report.Conversations}"),
            ("user", $"{report.UserId}"), ("peer", $"{report.PeerId}"),
        })
        {
            await context.Console.Output.WriteLineAsync($"{name}\t{value}");
        }

        return ExitCode.Success;
    }

    // As the load tool reads it: benchmarks/ChatApp.LoadTest/Rest/UserFile.cs.
    private static async Task WriteUsersAsync(
        string file, IEnumerable<Guid> users, string password, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(file, options);
        foreach (var id in users)
        {
            var user = new
            {
                Username = SeedNames.Of(id),
                Password = password,
                Id = id,
                Token = (string?)null,
                TokenExpires = DateTimeOffset.MinValue,
            };
            await writer.WriteLineAsync(JsonSerializer.Serialize(user).AsMemory(), cancellationToken);
        }
    }
}
