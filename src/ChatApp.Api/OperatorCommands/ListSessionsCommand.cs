using ChatApp.Application.Accounts;
using ChatApp.Application.Sessions;

namespace ChatApp.Api.OperatorCommands;

internal sealed record ListSessionsCommand() : OperatorCommand(
    "sessions list", ["USER"], "lists the open sessions of a user")
{
    public override string Details =>
        "A line has, between tabs: id, when started, when last used, address (or -), program.";

    public override async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (user, code) = await context.SendAsync(
            new FindUser(context.Arguments.Operands[0]), cancellationToken);
        Guid? before = null;
        for (var hasMore = user is not null; hasMore;)
        {
            (var page, code) = await context.SendAsync(
                new ListSessions(user!.Id, Guid.Empty, before, PageLimit.Max), cancellationToken);
            foreach (var session in page?.Items ?? [])
            {
                await context.Console.Output.WriteLineAsync(string.Join('\t', [
                    $"{session.Id}", $"{session.CreatedAt:O}", $"{session.LastUsedAt:O}", session.Ip ?? "-",
                    session.UserAgent,
                ]));
                before = session.Id;
            }

            hasMore = page is { HasMore: true };
        }

        return code;
    }
}
