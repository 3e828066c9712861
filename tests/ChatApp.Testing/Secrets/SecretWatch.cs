using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ChatApp.Testing;

/// <summary>
/// Learns every secret that passes between the harness and its servers, records the servers' logs at every level, and
/// finds secrets in them. Secrets are passwords, tokens, email addresses and message texts, recognized by their names
/// in the contract. The log goes to a temporary file, since a secret may be learned after it was logged. Thread-safe,
/// also for several servers.
/// </summary>
public sealed class SecretWatch : IDisposable
{
    // A log contains shorter texts, such as "Hello!", by chance; of texts that consist only of words, such as "the
    // content", even longer ones.
    private const int ShortestSecret = 8;
    private const int ShortestOfWords = 20;

    // A log may contain only a part of a long secret, and even a part must not leak.
    private const int PartLength = 24;

    private static readonly HashSet<string> Names =
    [
        "password", "current_password", "new_password", "email", "content", "last_message", "note",
        "access_token", "refresh_token", "ticket", "token",
    ];

    private readonly ConcurrentDictionary<string, byte> _secrets = new();
    private readonly FileInfo _file = new(Path.GetTempFileName());
    private readonly Lock _gate = new();
    private readonly StreamWriter _lines;
    private readonly LogLevel _level;
    private int _count;

    /// <summary>Starts watching.</summary>
    /// <param name="level">The lowest recorded level.</param>
    public SecretWatch(LogLevel level)
    {
        _level = level;
        _lines = new StreamWriter(_file.FullName, append: false, Encoding.UTF8);
    }

    /// <summary>The number of known secrets.</summary>
    public int Secrets => _secrets.Count;

    /// <summary>The number of recorded lines.</summary>
    public int Lines => _count;

    /// <summary>Adds this to the log providers of a server, independent of its level settings.</summary>
    /// <param name="logging">The log configuration of the server.</param>
    public void Attach(ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.AddProvider(new SecretWatchProvider(this)).AddFilter<SecretWatchProvider>(category: null, _level);
    }

    /// <summary>Records a line, for example an error that a client received.</summary>
    /// <param name="source">The source of the line.</param>
    /// <param name="text">The text of the line.</param>
    public void Keep(string source, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_gate)
        {
            _count++;
            _lines.Write(source);
            _lines.Write(": ");
            _lines.WriteLine(text.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Adds a secret, if it is long enough not to occur in a log by chance.</summary>
    /// <param name="secret">The text.</param>
    public void Learn(string? secret)
    {
        if (secret is not { Length: >= ShortestSecret } || (secret.Length < ShortestOfWords && secret.All(IsOfWords)))
        {
            return;
        }

        if (secret.Length <= 2 * PartLength)
        {
            _secrets.TryAdd(secret, 0);
            return;
        }

        _secrets.TryAdd(secret[..PartLength], 0);
        _secrets.TryAdd(secret.Substring(secret.Length / 2, PartLength), 0);
        _secrets.TryAdd(secret[^PartLength..], 0);
    }

    /// <summary>
    /// Learns the values of JSON members with the name of a secret; invalid JSON is read up to the error.
    /// </summary>
    /// <param name="utf8">A body or a frame.</param>
    public void LearnFrom(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var isSecret = false;
        try
        {
            while (reader.Read())
            {
                if (isSecret && reader.TokenType == JsonTokenType.String)
                {
                    Learn(reader.GetString());
                }

                isSecret = reader.TokenType == JsonTokenType.PropertyName && Names.Contains(reader.GetString()!);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The test sends something that is not JSON or not valid Unicode.
        }
    }

    /// <summary>Learns from a frame of a server, or records it if it is an error frame.</summary>
    /// <param name="frame">The frame.</param>
    public void LookAt(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"type\":\"error\""u8))
        {
            Keep("Error frame", Encoding.UTF8.GetString(frame));
        }
        else
        {
            LearnFrom(frame);
        }
    }

    /// <summary>Finds the lines that contain a secret; each result shows the secret before the line.</summary>
    /// <param name="most">The maximum number of results.</param>
    public IReadOnlyList<string> FindLeaks(int most)
    {
        lock (_gate)
        {
            _lines.Flush();
        }

        var secrets = SearchValues.Create([.. _secrets.Keys], StringComparison.Ordinal);
        return
        [
            .. File.ReadLines(_file.FullName)
                .Where(line => line.AsSpan().ContainsAny(secrets))
                .Take(most)
                .Select(line => $"<{FirstSecretIn(line)}> in {line}"),
        ];
    }

    /// <summary>Deletes the recorded lines.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _file.Delete();
    }

    private string FirstSecretIn(string line) =>
        _secrets.Keys.First(secret => line.Contains(secret, StringComparison.Ordinal));

    private static bool IsOfWords(char character) => char.IsAsciiLetter(character) || char.IsWhiteSpace(character);
}
