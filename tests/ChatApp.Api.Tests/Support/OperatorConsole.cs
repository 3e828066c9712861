using ChatApp.Api.OperatorCommands;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests;

/// <summary>Runs commands of an operator in this process, as Program.cs does, on the database of a server.</summary>
internal static class OperatorConsole
{
    public static Task<CommandOutcome> RunCommandAsync(this ChatTestServer server, params string[] arguments) =>
        RunCommandWithAsync(server, "", arguments);

    public static Task<CommandOutcome> RunCommandWithAsync(
        this ChatTestServer server, string input, params string[] arguments) =>
        RunAsync([.. WordsOf(arguments), .. SettingsOf(server), .. arguments[WordsOf(arguments).Length..]], input);

    /// <param name="input">What the command reads: a pipe.</param>
    /// <param name="typed">What is typed at a terminal instead.</param>
    public static async Task<CommandOutcome> RunAsync(
        string[] arguments,
        string input = "",
        Queue<string>? typed = null,
        CancellationToken cancellationToken = default)
    {
        using var reader = new StringReader(input);
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var console = new CommandConsole(reader, output, errors, typed is null ? null : typed.Dequeue);
        ExitCode code;
        try
        {
            code = await CommandRunner.RunAsync(CommandLine.Parse(arguments), console, cancellationToken);
        }
        catch (UsageException exception)
        {
            return new CommandOutcome((int)ExitCode.Usage, "", exception.Message);
        }

        return new CommandOutcome((int)code, $"{output}", $"{errors}");
    }

    // The settings of a test come last, and so apply.
    private static string[] WordsOf(string[] arguments) => CommandTable.Find(arguments) is { } command
        ? arguments[..command.Name.Split(' ').Length]
        : [];

    /// <summary>The settings that lead to the database of a server.</summary>
    public static string[] SettingsOf(ChatTestServer server)
    {
        var settings = server.Services.GetRequiredService<IConfiguration>();
        string?[] names = ["ConnectionStrings:Postgres", "Storage:DataDirectory", "Jwt:SigningKey"];
        return
        [
            "--environment=Development",
            "--Passwords:WorkFactor=4",
            .. names.Where(name => settings[name!] is not null).Select(name => $"--{name}={settings[name!]}"),
        ];
    }
}

/// <summary>How a command ended.</summary>
internal sealed record CommandOutcome(int Code, string Output, string Errors)
{
    public string[] Lines => Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => $"exit code {Code}\n{Output}\n{Errors}";
}
