using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Logs, at most once a minute for each kind, that Redis answers with an error. The connection itself has nothing to
/// report then. Safe for use by any thread.
/// </summary>
internal sealed partial class RedisRefusals(TimeProvider time, ILogger logger)
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(RedisUse Use, string Word), Throttle> _told = new();

    /// <summary>Logs a failure if Redis has answered with it.</summary>
    /// <returns>Whether it is.</returns>
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

    // The error of a command, or of a refused login as the library remembers it. Neither contains a password.
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
        RedisUse.Publishing => "other nodes hear of this one's events by looking in the database, seconds later",
        RedisUse.Listening => "this node hears of other nodes' events by looking in the database, seconds later",
        RedisUse.SocketQuota => "the limit of a user's sockets holds on each node by itself",
        RedisUse.SendQuota => "the limit of what a user sends holds on each node by itself",
        _ => "running without it",
    };

    [GeneratedRegex(@"\bError: (?<answer>[A-Z]+ [^.]*)")]
    private static partial Regex Remembered();

    [LoggerMessage(EventId = 154, Level = LogLevel.Warning,
        Message = "Redis answers with an error ({Answer}): {Consequence}")]
    private static partial void LogRefused(ILogger logger, string answer, string consequence);
}
