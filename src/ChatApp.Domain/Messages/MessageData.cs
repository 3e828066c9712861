using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ChatApp.Domain.Messages;

/// <summary>
/// A JSON object of the client's own in a message (contract, section 3). The server only stores and compares it.
/// </summary>
/// <param name="Json">
/// The object without white space and with the fewest escapes, at most <see cref="MaxBytes"/> long. Its members are in
/// the order in which they were sent, and its numbers have all their digits.
/// </param>
public readonly record struct MessageData(string Json)
{
    /// <summary>Largest size in bytes of UTF-8, without white space and with the fewest escapes.</summary>
    public const int MaxBytes = 4_096;

    /// <summary>Deepest nesting; the object itself is the first level.</summary>
    public const int MaxDepth = 32;

    private const string NotWellFormed = "This must not contain U+0000 or an unpaired surrogate.";

    /// <summary>Why a client may not send this, as a sentence for a person; null if it may.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads a JSON value of any kind, and moves the reader to its end.</summary>
    /// <exception cref="JsonException">The JSON is malformed.</exception>
    public static MessageData Read(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = document.RootElement;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Refuse("This must be a JSON object or null.");
        }

        try
        {
            if (FindProblem(value, depth: 1) is { } problem)
            {
                return Refuse(problem);
            }
        }
        catch (InvalidOperationException)
        {
            // A text with an unpaired surrogate cannot be read.
            return Refuse(NotWellFormed);
        }

        var json = new StringBuilder();
        Append(json, value, isCanonical: false);
        var data = new MessageData(json.ToString());
        return Encoding.UTF8.GetByteCount(data.Json) <= MaxBytes
            ? data
            : Refuse($"This must have at most {MaxBytes} bytes without white space.");
    }

    /// <summary>
    /// Whether two objects, given as <see cref="Json"/>, are equal: the order of members does not count, and numbers
    /// are compared by value. Null is no object.
    /// </summary>
    public static bool AreEqual(string? one, string? other) =>
        one == other || (one is not null && other is not null && CanonicalOf(one) == CanonicalOf(other));

    /// <summary>The same text for all equal objects: with sorted members, and one form for equal numbers.</summary>
    public static string CanonicalOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder(json.Length);
        Append(text, document.RootElement, isCanonical: true);
        return text.ToString();
    }

    /// <summary>The name of the type, because logs must not contain what users send.</summary>
    public override string ToString() => nameof(MessageData);

    private static MessageData Refuse(string problem) => new("") { Problem = problem };

    private static string? FindProblem(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth > MaxDepth:
                return $"This must not be nested more than {MaxDepth} levels deep.";
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                return value.EnumerateObject()
                    .Select(member => !Text.IsWellFormed(member.Name) ? NotWellFormed
                        : !names.Add(member.Name) ? "An object must not have two members of the same name."
                        : FindProblem(member.Value, depth + 1))
                    .FirstOrDefault(problem => problem is not null);
            case JsonValueKind.Array:
                return value.EnumerateArray()
                    .Select(item => FindProblem(item, depth + 1))
                    .FirstOrDefault(problem => problem is not null);
            case JsonValueKind.String:
                return Text.IsWellFormed(value.GetString()) ? null : NotWellFormed;
            default:
                return null;
        }
    }

    private static void Append(StringBuilder text, JsonElement value, bool isCanonical)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                IEnumerable<JsonProperty> members = value.EnumerateObject();
                AppendAll(
                    text,
                    '{',
                    isCanonical ? members.OrderBy(member => member.Name, StringComparer.Ordinal) : members,
                    member =>
                    {
                        AppendString(text, member.Name);
                        text.Append(':');
                        Append(text, member.Value, isCanonical);
                    },
                    '}');
                break;
            case JsonValueKind.Array:
                AppendAll(text, '[', value.EnumerateArray(), item => Append(text, item, isCanonical), ']');
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!);
                break;
            case JsonValueKind.Number when isCanonical:
                AppendCanonicalNumber(text, value.GetRawText());
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendAll<T>(
        StringBuilder text, char open, IEnumerable<T> items, Action<T> append, char close)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            text.Append(isFirst ? "" : ",");
            append(item);
            isFirst = false;
        }

        text.Append(close);
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' or '\\' => text.Append('\\').Append(character),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }

    // The digits without zeros at both ends, and the power of ten of the last one. An exponent may have more digits
    // than any number type, but not more than fit into the object.
    private static void AppendCanonicalNumber(StringBuilder text, string number)
    {
        var end = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = end < 0 ? number : number[..end];
        var exponent = end < 0
            ? BigInteger.Zero
            : BigInteger.Parse(number.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-', '0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            text.Append('0');
            return;
        }

        exponent += digits.Length - significant.Length;
        text.Append(number[0] == '-' ? "-" : "").Append(significant)
            .Append('e').Append(exponent.ToString(CultureInfo.InvariantCulture));
    }
}
