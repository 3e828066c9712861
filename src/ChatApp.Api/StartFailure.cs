namespace ChatApp.Api;

/// <summary>
/// Puts what stops a start into one sentence: what the operator can change. Where in the code it was noticed helps
/// nobody.
/// </summary>
internal static class StartFailure
{
    /// <summary>The sentence, on one line.</summary>
    public static string Describe(Exception exception)
    {
        if (exception is SettingException)
        {
            return OneLine(exception.Message);
        }

        // Of the framework or a library, and foreseen by nobody: what it says, and what that came from.
        var cause = exception.GetBaseException();
        var reason = cause == exception ? exception.Message : $"{exception.Message} {cause.Message}";
        return $"The server cannot start ({cause.GetType().Name}): {OneLine(reason)}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
