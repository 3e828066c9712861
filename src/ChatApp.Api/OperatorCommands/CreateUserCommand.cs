using ChatApp.Application.Accounts;

namespace ChatApp.Api.OperatorCommands;

internal sealed record CreateUserCommand() : OperatorCommand("users create", ["NAME"], "creates an account")
{
    private const string Email = "--email";

    public override string Details =>
        $"""
        Also where registration is closed, and with a reserved name. Prints id and name.
        {NewPassword.Explanation}
        """;

    public override IReadOnlyList<CommandOption> Options { get; } =
        [new(Email, "ADDRESS", "the email address, which is required"), NewPassword.Option];

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var email = context.Arguments.Required(Email);
        var password = await NewPassword.ReadAsync(context, cancellationToken);
        var (user, code) = await context.SendAsync(
            new CreateUser(context.Arguments.Operands[0], email, password.Text), cancellationToken);
        if (user is not null)
        {
            await context.Console.Output.WriteLineAsync($"{user.Id}\t{user.Username}");
            await TellAsync(context, password);
        }

        return code;
    }

    internal static Task TellAsync(CommandContext context, NewPassword password) =>
        password.IsGenerated ? context.Console.Output.WriteLineAsync(password.Text) : Task.CompletedTask;
}
