namespace ChatApp.Api.OperatorCommands;

/// <summary>One entry of the table of commands. It translates between the command line and a request.</summary>
/// <param name="Name">One or two words.</param>
/// <param name="Operands">The operands in the help; those in brackets may be left out.</param>
/// <param name="Summary">What it does, in one line.</param>
internal abstract record OperatorCommand(string Name, IReadOnlyList<string> Operands, string Summary)
{
    private const int MostOptionsInSyntax = 3;

    /// <summary>More lines for the help of this command.</summary>
    public virtual string Details => "";

    public virtual IReadOnlyList<CommandOption> Options => [];

    /// <summary>Whether it needs the schema of this version; those that do not say so themselves.</summary>
    public virtual bool NeedsSchema => true;

    /// <summary>Whether it is refused in Production, because it would harm real data.</summary>
    public virtual bool IsForTrials => false;

    public string Syntax => string.Join(' ', [
        Name,
        .. Operands,
        .. Options.Count > MostOptionsInSyntax ? ["[OPTIONS]"] : Options.Select(option =>
            option.Value is null ? $"[{option.Name}]" : $"[{option.Name} {option.Value}]"),
    ]);

    /// <summary>Does the work.</summary>
    /// <exception cref="UsageException">A value is not valid.</exception>
    public abstract Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellationToken);
}
