using ChatApp.Application.Maintenance;

namespace ChatApp.Api.OperatorCommands;

internal sealed record MigrateCommand() : OperatorCommand("migrate", [], "migrates the database to this version")
{
    private const string Trial = "--dry-run";

    public override IReadOnlyList<CommandOption> Options { get; } =
        [new(Trial, Value: null, "names the pending migrations, and changes nothing")];

    public override bool NeedsSchema => false;

    public override Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.Arguments.Has(Trial) ? ListAsync(context, cancellationToken) : MigrateAsync(context, cancellationToken);

    private static async Task<ExitCode> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (schema, code) = await context.SendAsync(new GetSchema(), cancellationToken);
        if (schema is null)
        {
            return code;
        }

        if (schema.Newer is not null)
        {
            await context.Console.Error.WriteLineAsync(schema.Flaw);
            return ExitCode.Failure;
        }

        await WriteAsync(context, schema.Pending, "Nothing is pending.");
        return ExitCode.Success;
    }

    private static async Task<ExitCode> MigrateAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (migration, code) = await context.SendAsync(new MigrateDatabase(), cancellationToken);
        if (migration is not null)
        {
            await WriteAsync(context, migration.Applied, "Nothing was pending.");
        }

        return code;
    }

    private static async Task WriteAsync(CommandContext context, IReadOnlyList<string> migrations, string none)
    {
        foreach (var name in migrations.DefaultIfEmpty(none))
        {
            await context.Console.Output.WriteLineAsync(name);
        }
    }
}
