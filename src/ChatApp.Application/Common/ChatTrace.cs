using System.Diagnostics;

namespace ChatApp.Application.Common;

/// <summary>
/// The spans of the server's own work. Without somebody who records them, none is made and nothing is handed on. A span
/// has ids and codes, never content, and of an exception only the type.
/// </summary>
public static class ChatTrace
{
    /// <summary>The source's name.</summary>
    public const string Name = "ChatApp";

    /// <summary>Makes the spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Whether somebody records spans.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>The span of this call, if it is recorded.</summary>
    public static Activity? Current => IsOn && Activity.Current is { Recorded: true } current ? current : null;

    /// <summary>Records why the work of a span ended without a result.</summary>
    /// <param name="type">The code of an error, or the type of an exception.</param>
    /// <param name="isFault">Whether the server is the reason.</param>
    public static void Fail(this Activity? span, string type, bool isFault)
    {
        span?.SetTag("error.type", type);
        if (isFault)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}
