using System.Buffers;
using System.Text;

namespace ChatApp.Domain;

/// <summary>The rule for every text that ChatApp stores (contract, section 1).</summary>
public static class Text
{
    private static readonly SearchValues<char> Nul = SearchValues.Create("\0");

    /// <summary>
    /// Whether the text can be stored and returned exactly. It must not contain U+0000, which PostgreSQL cannot store,
    /// or an unpaired surrogate, which UTF-8 cannot encode.
    /// </summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny(Nul))
        {
            return false;
        }

        var surrogate = text.IndexOfAnyInRange('\ud800', '\udfff');
        while (surrogate >= 0)
        {
            text = text[surrogate..];
            if (Rune.DecodeFromUtf16(text, out _, out _) != OperationStatus.Done)
            {
                return false;
            }

            text = text[2..];
            surrogate = text.IndexOfAnyInRange('\ud800', '\udfff');
        }

        return true;
    }
}
