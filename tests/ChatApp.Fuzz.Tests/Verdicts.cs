using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ChatApp.Fuzz.Tests.Inputs;

namespace ChatApp.Fuzz.Tests;

/// <summary>
/// Counts the results of the inputs, and keeps the inputs with a wrong result. Thread-safe.
/// </summary>
internal sealed class Verdicts(int seed)
{
    private const int MostKept = 20;
    private const int LongestShown = 600;

    private readonly ConcurrentDictionary<(InputKind Kind, string Outcome), int> _counts = new();
    private readonly ConcurrentQueue<string> _rejected = new();

    /// <summary>The wrong results, with the number and the bytes of the input.</summary>
    public IReadOnlyCollection<string> Rejected => _rejected;

    public void Count(Input input, string outcome) =>
        _counts.AddOrUpdate((input.Kind, outcome), 1, (_, count) => count + 1);

    public void Reject(int number, Input input, string reason)
    {
        Count(input, "REJECTED");
        if (_rejected.Count < MostKept)
        {
            var bytes = Encoding.Latin1.GetString(input.Bytes);
            var base64 = Convert.ToBase64String(input.Bytes);
            _rejected.Enqueue(string.Create(
                CultureInfo.InvariantCulture,
                $"seed {seed}, input {number} ({input.Kind}, {input.Name}): {reason}\n"
                + $"{bytes[..Math.Min(bytes.Length, LongestShown)]}\n"
                + $"in Base64: {base64[..Math.Min(LongestShown, base64.Length)]}"));
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, _counts
        .GroupBy(count => count.Key.Kind)
        .OrderBy(kind => kind.Key)
        .Select(kind =>
            $"{kind.Key}: "
                + string.Join(
                    ", ",
                    kind.OrderByDescending(count => count.Value)
                        .Select(count => $"{count.Value} {count.Key.Outcome}"))));
}
