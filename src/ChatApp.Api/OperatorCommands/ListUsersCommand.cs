using ChatApp.Application.Accounts;

namespace ChatApp.Api.OperatorCommands;

internal sealed record ListUsersCommand() : OperatorCommand("users list", ["[PREFIX]"], "lists accounts")
{
    public override string Details =>
        """
        In alphabetical order, those whose name begins with PREFIX, without closed ones. A line has, between tabs: id,
        name, email address, active or disabled, when created, when last seen (or -).
        """;

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var prefix = context.Arguments.Operands.Count > 0 ? context.Arguments.Operands[0] : "";
        string? after = null;
        do
        {
            var (page, code) = await context.SendAsync(
                new ListUsers(prefix, after, PageLimit.Max), cancellationToken);
            if (page is null)
            {
                return code;
            }

            foreach (var user in page.Items)
            {
                await context.Console.Output.WriteLineAsync(string.Join('\t', [
                    $"{user.Id}", user.Username, user.Email, user.IsActive ? "active" : "disabled",
                    $"{user.CreatedAt:O}", user.LastSeenAt is { } seen ? $"{seen:O}" : "-",
                ]));
            }

            after = page.HasMore ? page.Items[^1].Username : null;
        }
        while (after is not null);
        return ExitCode.Success;
    }
}
