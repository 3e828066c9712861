using System.Text.Json;
using System.Text.RegularExpressions;
using ChatApp.Fuzz.Tests.Wire;

namespace ChatApp.Fuzz.Tests;

/// <summary>What may come of any input at all, be it ever so hostile.</summary>
internal static partial class Judgement
{
    /// <summary>Longest body and longest message that the server takes, in bytes.</summary>
    public const int LargestBody = 64 * 1024;

    // Normal, going away, protocol error, not acceptable, not UTF-8, too big, and those of the contract. Not 1011, a
    // fault of the server.
    private static readonly int[] CloseCodes = [1000, 1002, 1003, 1007, 1009, 4001, 4008, 4013, 4029];

    /// <summary>The answer to a request that was well-framed.</summary>
    public static void Check(HttpAnswer answer, bool isToHead)
    {
        Require(answer.Status < 500, $"status {answer.Status}: {answer.Body}");
        CheckBroken(answer);
        if (answer.Status >= 400 && !isToHead && answer.Body.Length > 0)
        {
            CheckProblem(answer);
        }
    }

    /// <summary>
    /// The answer to a request that was not HTTP: perhaps the web server's own, which is a bare status.
    /// </summary>
    public static void CheckBroken(HttpAnswer answer)
    {
        // 505 is how the web server says that what stands in the place of the version is none that it knows.
        Require(answer.Status is >= 100 and < 500 or 505, $"status {answer.Status}: {answer.Body}");
        Require(
            answer.Status < 400
                || answer.Body.Length == 0
                || answer.Headers.GetValueOrDefault("content-type") == "application/problem+json",
            $"an error as {answer.Headers.GetValueOrDefault("content-type")}: {answer.Body}");
        Require(
            answer.Status >= 400 ? !Insides().IsMatch(answer.Body) : true, $"the insides of the server: {answer.Body}");
        Require(
            answer.Body.Length == 0 || answer.Headers.GetValueOrDefault("x-content-type-options") == "nosniff",
            "no security headers");
        Require(
            !answer.Headers.ContainsKey("set-cookie") && !answer.Headers.ContainsKey("server"),
            "a cookie, or the name of the server");
    }

    /// <summary>A frame from the server.</summary>
    public static void Check(ServerFrame frame)
    {
        switch (frame.Opcode)
        {
            case ServerFrame.Text:
                using (var json = Parse(frame.Payload))
                {
                    var type = json.RootElement.GetProperty("type").GetString();
                    var code = type == "error" ? json.RootElement.GetProperty("code").GetString() : "";
                    Require(
                        code is not ("internal_error" or "unavailable"), $"a fault of the server: {json.RootElement}");
                    Require(
                        type != "error" || !Insides().IsMatch(json.RootElement.GetProperty("error").GetString()!),
                        $"the insides of the server: {json.RootElement}");
                }

                break;
            case ServerFrame.Close:
                Require(CloseCodes.Contains(frame.CloseCode), $"closed with {frame.CloseCode}");
                break;
            default:
                Require(
                    frame.Opcode is ServerFrame.Ping or ServerFrame.Pong && frame.Payload.Length <= 125,
                    $"opcode {frame.Opcode}");
                break;
        }
    }

    private static void CheckProblem(HttpAnswer answer)
    {
        using var problem = Parse(System.Text.Encoding.UTF8.GetBytes(answer.Body));
        Require(
            problem.RootElement.GetProperty("status").GetInt32() == answer.Status,
            $"status {answer.Status} with {answer.Body}");
        foreach (var member in (string[])["type", "title", "detail", "code", "trace_id"])
        {
            Require(problem.RootElement.TryGetProperty(member, out _), $"no {member} in {answer.Body}");
        }
    }

    private static JsonDocument Parse(byte[] utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException exception)
        {
            throw new UnexpectedAnswerException($"not JSON: {exception.Message}");
        }
    }

    private static void Require(bool isSo, string complaint)
    {
        if (!isSo)
        {
            throw new UnexpectedAnswerException(complaint);
        }
    }

    [GeneratedRegex(
        @"   at \w|Exception|System\.|ChatApp\.|Npgsql|SQLite|Microsoft\.|SELECT |INSERT |\.cs:line",
        RegexOptions.CultureInvariant)]
    private static partial Regex Insides();
}
