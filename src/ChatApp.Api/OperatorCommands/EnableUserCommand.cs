namespace ChatApp.Api.OperatorCommands;

internal sealed record EnableUserCommand() : OperatorCommand(
    "users enable", ["USER"], "enables a disabled account again; the user must log in")
{
    public override Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        DisableUserCommand.RunAsync(context, isActive: true, cancellationToken);
}
