namespace ChatApp.Api;

/// <summary>
/// Describes in one sentence why the server cannot start, for the operator. It has no stack trace, which would not help
/// an operator.
/// </summary>
internal static class StartFailure
{
    /// <summary>Returns the sentence, on one line.</summary>
    public static string Describe(Exception exception)
    {
        if (exception is SettingException)
        {
            return OneLine(exception.Message);
        }

        // An unexpected error of the framework or a library: show its message and that of its cause.
        var cause = exception.GetBaseException();
        var reason = cause == exception ? exception.Message : $"{exception.Message} {cause.Message}";
        return $"The server cannot start ({cause.GetType().Name}): {OneLine(reason)}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
