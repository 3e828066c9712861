using System.Security.Cryptography;

namespace ChatApp.Api.OperatorCommands;

/// <summary>
/// A password for a user: typed without being shown, read from the input, or generated. Never an argument, which other
/// accounts of the machine could see.
/// </summary>
/// <param name="Text">The password.</param>
/// <param name="IsGenerated">Whether nobody knows it yet.</param>
internal sealed record NewPassword(string Text, bool IsGenerated)
{
    public const string Explanation = "The password is asked for, or read from the input if that is no terminal.";

    // 100 bits, in letters and digits that cannot be mistaken for each other.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Length = 20;

    public static CommandOption Option { get; } =
        new("--generate", Value: null, "generates a password, and prints it once");

    /// <exception cref="UsageException">There is none, or the two typed ones differ.</exception>
    public static async Task<NewPassword> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Arguments.Has(Option.Name))
        {
            return new NewPassword(RandomNumberGenerator.GetString(Alphabet, Length), IsGenerated: true);
        }

        // Reads of a terminal or a pipe cannot be cancelled; a signal ends the process nevertheless.
        var text = await Task.Run(() => Read(context.Console), cancellationToken).WaitAsync(cancellationToken);
        return new NewPassword(text, IsGenerated: false);
    }

    public override string ToString() => nameof(NewPassword);

    private static string Read(CommandConsole console)
    {
        if (console.ReadHidden is not { } readHidden)
        {
            return console.Input.ReadLine()
                ?? throw new UsageException($"The input has no password; give one as a line, or {Option.Name}.");
        }

        console.Error.Write("Password: ");
        var first = readHidden();
        console.Error.Write("Again: ");
        return readHidden() == first ? first : throw new UsageException("The two passwords differ.");
    }
}
