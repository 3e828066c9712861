using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ChatApp.Testing;

/// <summary>
/// Learns every secret that passes between the harness and its servers, keeps all that the servers log, at every level,
/// and finds secrets in the log. Secrets are passwords, tokens, addresses and the texts of messages, by their names in
/// the contract. The log goes to a temporary file, since a secret may be learned after it was logged. Thread-safe, and
/// may watch many servers.
/// </summary>
public sealed class SecretWatch : IDisposable
{
    // A log contains shorter texts, such as "Hello!", of its own. Of texts that are only words, such as "the content",
    // it contains even longer ones.
    private const int ShortestSecret = 8;
    private const int ShortestOfWords = 20;

    // Of a long secret even a part is too much, and what logs a part cuts it somewhere.
    private const int PartLength = 24;

    private static readonly HashSet<string> Names =
    [
        "password", "current_password", "new_password", "email", "content", "last_message",
        "access_token", "refresh_token", "ticket", "token",
    ];

    private readonly ConcurrentDictionary<string, byte> _secrets = new();
    private readonly FileInfo _file = new(Path.GetTempFileName());
    private readonly Lock _gate = new();
    private readonly StreamWriter _lines;
    private readonly LogLevel _level;
    private int _count;

    /// <summary>Begins to watch.</summary>
    /// <param name="level">The lowest level that is kept.</param>
    public SecretWatch(LogLevel level)
    {
        _level = level;
        _lines = new StreamWriter(_file.FullName, append: false, Encoding.UTF8);
    }

    /// <summary>How many secrets are known.</summary>
    public int Secrets => _secrets.Count;

    /// <summary>How many lines have been kept.</summary>
    public int Lines => _count;

    /// <summary>Adds this to what a server logs to, whatever the settings say about levels.</summary>
    /// <param name="logging">The server's logging.</param>
    public void Attach(ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.AddProvider(new SecretWatchProvider(this)).AddFilter<SecretWatchProvider>(category: null, _level);
    }

    /// <summary>Keeps a line, for example what a client was told of an error.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="text">What it says.</param>
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

    /// <summary>Takes a text for a secret, if it is long enough to be found by chance nowhere.</summary>
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
    /// Learns the values of members of JSON that have the name of a secret; broken JSON is read up to where it breaks.
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
            // The test sends what is not JSON, or no Unicode.
        }
    }

    /// <summary>Learns from a frame of a server, or keeps it if it is an error.</summary>
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

    /// <summary>The lines in which a secret occurs, each after the secret.</summary>
    /// <param name="most">How many to tell at most.</param>
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

    /// <summary>Forgets all.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _file.Delete();
    }

    private string FirstSecretIn(string line) =>
        _secrets.Keys.First(secret => line.Contains(secret, StringComparison.Ordinal));

    private static bool IsOfWords(char character) => char.IsAsciiLetter(character) || char.IsWhiteSpace(character);
}
