using ChatApp.Application.Sessions;

namespace ChatApp.Api.OperatorCommands;

internal sealed record EndSessionsCommand() : OperatorCommand(
    "sessions end", ["USER", "[SESSION]"], "ends all sessions of a user, or one")
{
    public override string Details =>
        """
        USER is a name, an email address or an id, SESSION an id of sessions list. Tokens and sockets end within five
        seconds on every node. Prints how many sessions have ended.
        """;

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var operands = context.Arguments.Operands;
        var (ended, code) = await context.SendAsync(
            new EndSessions(operands[0], operands.Count > 1 ? IdOf(operands[1]) : null), cancellationToken);
        if (ended is not null)
        {
            await context.Console.Output.WriteLineAsync($"{ended.Count}");
        }

        return code;
    }

    private static Guid IdOf(string text) =>
        Guid.TryParse(text, out var id) ? id : throw new UsageException($"'{text}' is not the id of a session.");
}
