using System.Globalization;
using MediatR;

namespace ChatApp.Api.OperatorCommands;

/// <summary>What a command works with.</summary>
/// <param name="Arguments">Its operands and options.</param>
/// <param name="Console">The terminal or pipes.</param>
/// <param name="Sender">Sends requests to the application.</param>
/// <param name="FindInvalidSetting">Says which setting would stop the start of a server; null if none would.</param>
internal sealed record CommandContext(
    CommandArguments Arguments, CommandConsole Console, ISender Sender, Func<ValueTask<string?>> FindInvalidSetting)
{
    /// <summary>Sends a request, and reports an error.</summary>
    /// <returns>The value; null after an error.</returns>
    public async Task<(T? Value, ExitCode Code)> SendAsync<T>(
        IRequest<Result<T>> request, CancellationToken cancellationToken)
    {
        var result = await Sender.Send(request, cancellationToken);
        if (result.IsSuccess)
        {
            return (result.Value, ExitCode.Success);
        }

        foreach (var sentence in SentencesOf(result.Error))
        {
            await Console.Error.WriteLineAsync(sentence);
        }

        return (default, result.Error.Kind == ErrorKind.Validation ? ExitCode.Usage : ExitCode.Failure);
    }

    private static IEnumerable<string> SentencesOf(Error error) => error.Fields is { } fields
        ? fields.SelectMany(field => field.Value.Select(sentence => $"{field.Key}: {sentence}"))
        : [error.Detail];
}

/// <summary>The operands and options of a command.</summary>
/// <param name="Operands">In their order.</param>
/// <param name="Options">By name; the value is null for options that take none.</param>
internal sealed record CommandArguments(IReadOnlyList<string> Operands, IReadOnlyDictionary<string, string?> Options)
{
    public bool Has(string option) => Options.ContainsKey(option);

    public string? Text(string option) => Options.GetValueOrDefault(option);

    /// <exception cref="UsageException">It is missing.</exception>
    public string Required(string option) => Text(option) ?? throw new UsageException($"{option} is missing.");

    /// <exception cref="UsageException">The value is not a whole number within the bounds.</exception>
    public int Number(string option, int otherwise, int least, int most) => Text(option) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : throw new UsageException($"{option} takes a whole number from {least} to {most}, not '{text}'.");
}
