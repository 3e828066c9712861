namespace ChatApp.Api.OperatorCommands;

/// <summary>An option of a command, such as <c>--email</c>.</summary>
/// <param name="Name">The name with its dashes.</param>
/// <param name="Value">What its value is called in the help; null if it takes none.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record CommandOption(string Name, string? Value, string Meaning);
