namespace ChatApp.Api.OperatorCommands;

/// <summary>Where a command reads and writes: results go to the output, all else to the errors.</summary>
/// <param name="Input">The input, for secrets alone.</param>
/// <param name="ReadHidden">Reads a line from a terminal without showing it; null if the input is no terminal.</param>
internal sealed record CommandConsole(TextReader Input, TextWriter Output, TextWriter Error, Func<string>? ReadHidden)
{
    public static CommandConsole OfProcess() => new(
        Console.In, Console.Out, Console.Error, Console.IsInputRedirected ? null : ReadHiddenLine);

    private static string ReadHiddenLine()
    {
        var line = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                line.Length = Math.Max(0, line.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                line.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return line.ToString();
    }
}
