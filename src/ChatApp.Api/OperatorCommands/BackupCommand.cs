using System.Globalization;
using ChatApp.Application.Maintenance;

namespace ChatApp.Api.OperatorCommands;

internal sealed record BackupCommand() : OperatorCommand("backup", ["FILE"], "copies the embedded database into a file")
{
    public override string Details =>
        """
        A server may run meanwhile: the copy is of one moment. FILE must not exist. A server that starts on the copy
        ends all cursors, so that clients reload. For PostgreSQL use pg_dump or pg_basebackup (exit code 2). The signing
        key is not in the copy: keep it elsewhere.
        """;

    public override bool NeedsSchema => false;

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(context.Arguments.Operands[0]);
        var progress = new ProgressReport<double>(
            context.Console.Error, share => $"Copied {share.ToString("P0", CultureInfo.InvariantCulture)}…");
        var (report, code) = await context.SendAsync(new BackUpDatabase(file, progress), cancellationToken);
        if (report is null)
        {
            return code;
        }

        await context.Console.Output.WriteLineAsync($"{file}, {report.Bytes / 1024} KiB");
        if (report.SigningKeyFile is { } key)
        {
            await context.Console.Error.WriteLineAsync(
                $"The signing key {key} is not in the copy: keep it elsewhere. Without it all sessions end.");
        }

        return ExitCode.Success;
    }
}
