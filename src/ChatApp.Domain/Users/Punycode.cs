namespace ChatApp.Domain.Users;

/// <summary>Punycode, the ASCII form of a Unicode domain label (RFC 3492).</summary>
internal static class Punycode
{
    // RFC 3492, section 5.
    private const int Base = 36;
    private const int MinThreshold = 1;
    private const int MaxThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCodePoint = 0x80;

    /// <summary>
    /// The length of the Punycode form of a label, in characters, without <c>xn--</c>. This is the procedure of section
    /// 6.3 without its output.
    /// </summary>
    /// <param name="label">Well-formed text of at most 63 UTF-16 code units, so that no integer overflows.</param>
    public static int LengthOf(string label)
    {
        var codePoints = label.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var basic = codePoints.Count(codePoint => codePoint < InitialCodePoint);
        var length = basic > 0 ? basic + 1 : 0;
        var (delta, bias, handled, next) = (0, InitialBias, basic, InitialCodePoint);
        while (handled < codePoints.Length)
        {
            var lowest = codePoints.Where(codePoint => codePoint >= next).Min();
            delta += (lowest - next) * (handled + 1);
            foreach (var codePoint in codePoints)
            {
                if (codePoint < lowest)
                {
                    delta++;
                }
                else if (codePoint == lowest)
                {
                    length += DigitsOf(delta, bias);
                    bias = Adapt(delta, handled + 1, isFirst: handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            next = lowest + 1;
        }

        return length;
    }

    // Section 3.3: an integer of variable length.
    private static int DigitsOf(int delta, int bias)
    {
        var digits = 1;
        for (var k = Base; ; k += Base)
        {
            var threshold = Math.Clamp(k - bias, MinThreshold, MaxThreshold);
            if (delta < threshold)
            {
                return digits;
            }

            delta = (delta - threshold) / (Base - threshold);
            digits++;
        }
    }

    // Section 6.1.
    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - MinThreshold) * MaxThreshold / 2; k += Base)
        {
            delta /= Base - MinThreshold;
        }

        return k + ((Base - MinThreshold + 1) * delta / (delta + Skew));
    }
}
