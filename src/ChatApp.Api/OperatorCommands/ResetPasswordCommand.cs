using ChatApp.Application.Sessions;

namespace ChatApp.Api.OperatorCommands;

internal sealed record ResetPasswordCommand() : OperatorCommand(
    "users reset-password", ["USER"], "sets a new password, and ends all sessions of the user")
{
    public override string Details =>
        $"""
        USER is a name, an email address or an id. Prints id and name.
        {NewPassword.Explanation}
        """;

    public override IReadOnlyList<CommandOption> Options { get; } = [NewPassword.Option];

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var password = await NewPassword.ReadAsync(context, cancellationToken);
        var (user, code) = await context.SendAsync(
            new ResetPassword(context.Arguments.Operands[0], password.Text), cancellationToken);
        if (user is not null)
        {
            await context.Console.Output.WriteLineAsync($"{user.Id}\t{user.Username}");
            await CreateUserCommand.TellAsync(context, password);
        }

        return code;
    }
}
