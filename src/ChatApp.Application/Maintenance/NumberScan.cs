using ChatApp.Domain;

namespace ChatApp.Application.Maintenance;

/// <summary>Finds the numbers that are missing in an ascending sequence, in constant memory.</summary>
/// <param name="after">
/// The sequence begins after this number; null if it begins with the first number that is added.
/// </param>
public sealed class NumberScan(long? after)
{
    // More would not help an operator: the text says how many numbers are missing in all.
    private const int MaxGaps = 5;

    private readonly List<(long From, long To)> _gaps = [];
    private long? _last = after;
    private long _missing;

    /// <summary>How many numbers were added.</summary>
    public long Count { get; private set; }

    /// <summary>The greatest number; 0 without any.</summary>
    public long Newest { get; private set; }

    /// <summary>The greatest missing number; 0 if none is missing.</summary>
    public long LastMissing { get; private set; }

    /// <summary>Adds the next number, greater than all before.</summary>
    public void Add(long number)
    {
        Count++;
        Newest = number;
        if (_last is { } last && number > last + 1)
        {
            AddGap(last + 1, number - 1);
        }

        _last = Math.Max(number, _last ?? number);
    }

    /// <summary>Ends the sequence, which must reach this number.</summary>
    public void Complete(long number)
    {
        if (_last is { } last && number > last)
        {
            AddGap(last + 1, number);
            _last = number;
        }
    }

    /// <summary>Says which numbers are missing, with a bound on the length.</summary>
    /// <param name="thing">What has the numbers: <c>message</c>.</param>
    public IEnumerable<Flaw> Describe(string thing)
    {
        foreach (var (from, to) in _gaps)
        {
            yield return new Flaw($"{Numbers.Of(thing, from, to)} missing", IsCorrectable: false);
        }

        if (_gaps.Sum(gap => gap.To - gap.From + 1) < _missing)
        {
            yield return new Flaw($"{_missing} {thing}s are missing in all", IsCorrectable: false);
        }
    }

    private void AddGap(long from, long to)
    {
        _missing += to - from + 1;
        LastMissing = to;
        if (_gaps.Count < MaxGaps)
        {
            _gaps.Add((from, to));
        }
    }
}
