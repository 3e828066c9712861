using System.Globalization;
using ChatApp.Application.Maintenance;

namespace ChatApp.Api.OperatorCommands;

internal sealed record CheckCommand() : OperatorCommand("check", [], "checks settings, database and stored data")
{
    // More lines would help nobody; the last line has the number.
    internal const int MaxLines = 100;

    private const string Repair = "--repair";

    public override string Details =>
        """
        Servers may run meanwhile. Each conversation and each user's stream is read as of one moment. Messages are
        checked from the oldest one that is kept. Exit code 3: something is wrong that is not corrected.
        """;

    public override IReadOnlyList<CommandOption> Options { get; } =
        [new(Repair, Value: null, "corrects wrong counters; never adds or removes messages or events")];

    public override bool NeedsSchema => false;

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var output = context.Console.Output;
        var invalid = await context.FindInvalidSetting();
        if (invalid is not null)
        {
            await output.WriteLineAsync($"settings: {invalid}");
        }

        var (schema, code) = await context.SendAsync(new GetSchema(), cancellationToken);
        if (schema is null)
        {
            return code;
        }

        if (schema.Flaw is { } flaw)
        {
            await output.WriteLineAsync($"database: {flaw}");
            return ExitCode.Findings;
        }

        var left = await CheckDataAsync(context, cancellationToken);
        return invalid is null && left == 0 ? ExitCode.Success : ExitCode.Findings;
    }

    /// <returns>How many findings are not corrected.</returns>
    private static async Task<long> CheckDataAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var output = context.Console.Output;
        var progress = new ProgressReport<CheckedRows>(context.Console.Error, rows => $"{TextOf(rows)}…");
        var check = new CheckDatabase(context.Arguments.Has(Repair), progress);
        var (found, corrected) = (0L, 0L);
        await foreach (var finding in context.Sender.CreateStream(check, cancellationToken))
        {
            corrected += finding.IsCorrected ? 1 : 0;
            if (found++ < MaxLines)
            {
                await output.WriteLineAsync(finding.IsCorrected ? $"{finding.Text} (corrected)" : finding.Text);
            }
        }

        if (found > MaxLines)
        {
            await output.WriteLineAsync(Invariant($"… and {found - MaxLines} more"));
        }

        await output.WriteLineAsync(found == 0
            ? $"No errors. {TextOf(progress.Last)}."
            : Invariant($"{found} errors, {corrected} of them corrected. {TextOf(progress.Last)}."));
        return found - corrected;
    }

    private static string TextOf(CheckedRows rows) => Invariant(
        $"Checked {rows.Conversations} conversations with {rows.Messages} messages, ")
        + Invariant($"{rows.Streams} streams with {rows.Events} events");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
