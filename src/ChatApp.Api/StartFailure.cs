namespace ChatApp.Api;

/// <summary>Tells the operator in one sentence, without a stack trace, why the server cannot start.</summary>
internal static class StartFailure
{
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
