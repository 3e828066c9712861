using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Logs errors that Redis answers with, which the connection does not, once a minute per kind. Thread-safe.
/// </summary>
internal sealed partial class RedisRefusals(TimeProvider time, ILogger logger)
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(RedisUse Use, string Word), Throttle> _told = new();

    /// <summary>False if it is not an error that Redis has answered with.</summary>
    public bool Report(RedisUse use, Exception failure)
    {
        if (AnswerOf(failure) is not { } answer)
        {
            return false;
        }

        // The first word is the kind: NOPERM, READONLY, NOAUTH, OOM…
        if (_told.GetOrAdd((use, answer.Split(' ', 2)[0]), _ => new Throttle(time, Interval)).TryPass())
        {
            LogRefused(logger, answer, Consequence(use));
        }

        return true;
    }

    // The error of a command, or of a refused login as the library keeps it. Neither contains a password.
    private static string? AnswerOf(Exception? failure) => failure switch
    {
        null => null,
        RedisServerException refusal => refusal.Message.ReplaceLineEndings(" "),
        RedisException when Remembered().Match(failure.Message) is { Success: true } match =>
            match.Groups["answer"].Value,
        _ => AnswerOf(failure.InnerException),
    };

    private static string Consequence(RedisUse use) => use switch
    {
        RedisUse.Publishing => "other nodes find this node's events in the database, some seconds later",
        RedisUse.Listening => "this node finds events of other nodes in the database, some seconds later",
        RedisUse.SocketQuota => "each node limits a user's sockets separately",
        RedisUse.Presence => "each node shows the presence of its own sockets",
        RedisUse.SendQuota => "each node limits what a user sends separately",
        _ => "running without it",
    };

    [GeneratedRegex(@"\bError: (?<answer>[A-Z]+ [^.]*)")]
    private static partial Regex Remembered();

    [LoggerMessage(154, LogLevel.Warning, "Redis answers with an error ({Answer}): {Consequence}")]
    private static partial void LogRefused(ILogger logger, string answer, string consequence);
}

/// <summary>Redis may refuse each use separately.</summary>
internal enum RedisUse
{
    Publishing,

    Listening,

    SocketQuota,

    SendQuota,

    Presence,

    /// <summary>All uses: the login is refused.</summary>
    Everything,
}
