using ChatApp.Application.Accounts;

namespace ChatApp.Api.OperatorCommands;

internal sealed record DisableUserCommand() : OperatorCommand(
    "users disable", ["USER"], "disables an account: no login, and the sessions end")
{
    public override string Details =>
        """
        USER is a name, an email address or an id. Sessions and sockets end within five seconds on every node. Messages
        to the user are still taken. A closed account cannot be disabled.
        """;

    public override Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        RunAsync(context, isActive: false, cancellationToken);

    internal static async Task<ExitCode> RunAsync(
        CommandContext context, bool isActive, CancellationToken cancellationToken)
    {
        var (user, code) = await context.SendAsync(
            new SetUserActive(context.Arguments.Operands[0], isActive), cancellationToken);
        if (user is not null)
        {
            await context.Console.Output.WriteLineAsync($"{user.Id}\t{user.Username}");
        }

        return code;
    }
}
