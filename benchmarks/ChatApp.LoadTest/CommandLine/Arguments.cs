using System.Globalization;

namespace ChatApp.LoadTest.CommandLine;

/// <summary>
/// Options of the form <c>--name value</c>. What no one has read is a typing error, not a silent default.
/// </summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public Arguments(ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Length)
            {
                throw new UsageException($"'{words[i]}' is not of the form --name value. See --help.");
            }

            if (!_values.TryAdd(words[i][2..], words[i + 1]))
            {
                throw new UsageException($"{words[i]} is given twice.");
            }
        }
    }

    public string? Text(string name)
    {
        _known.Add(name);
        return _values.GetValueOrDefault(name);
    }

    public string Text(string name, string otherwise) => Text(name) ?? otherwise;

    public string Required(string name) => Text(name) ?? throw new UsageException($"--{name} is missing. See --help.");

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
                ? number
                : throw new UsageException($"--{name} takes a whole number from {least} to {most}, not '{text}'.");
    }

    /// <summary>One of these words, or null when the option is not given.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> words) =>
        Text(name) is not { } text || words.Contains(text)
            ? Text(name)
            : throw new UsageException($"--{name} takes {string.Join(" or ", words.ToArray())}, not '{text}'.");

    public Guid RequiredId(string name) =>
        Guid.TryParseExact(Required(name), "D", out var id) ? id : throw new UsageException($"--{name} takes a UUID.");

    /// <summary>To be called once all options are read and before anything is done.</summary>
    public void RejectUnknown()
    {
        if (_values.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } unknown)
        {
            throw new UsageException($"--{unknown} is not an option of this command. See --help.");
        }
    }
}
