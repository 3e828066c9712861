using System.Text.Json;
using System.Text.RegularExpressions;
using ChatApp.Fuzz.Tests.Wire;

namespace ChatApp.Fuzz.Tests;

/// <summary>The allowed results of any input, even a hostile one.</summary>
internal static partial class Judgement
{
    /// <summary>The longest body and the longest message that the server accepts, in bytes.</summary>
    public const int LargestBody = 64 * 1024;

    // Normal, going away, protocol error, not acceptable, not UTF-8, too big, and the codes of the contract. Not 1011,
    // a server error.
    private static readonly int[] CloseCodes = [1000, 1002, 1003, 1007, 1009, 4001, 4008, 4013, 4029];

    /// <summary>Checks the answer to a well-framed request.</summary>
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
    /// Checks the answer to a request that was not HTTP, possibly the web server's own bare status.
    /// </summary>
    public static void CheckBroken(HttpAnswer answer)
    {
        // The web server answers 505 if it does not know the text in the place of the HTTP version.
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

    /// <summary>Checks a frame from the server.</summary>
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
                        code is not ("internal_error" or "unavailable"), $"a server error: {json.RootElement}");
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
