using System.Buffers;
using System.Text;

namespace ChatApp.Domain;

/// <summary>The rule for every text that ChatApp stores (contract, section 1).</summary>
public static class Text
{
    /// <summary>
    /// Whether the text can be stored and returned exactly. It must not contain U+0000, which PostgreSQL cannot store,
    /// or an unpaired surrogate, which UTF-8 cannot encode.
    /// </summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return false;
        }

        while (text.IndexOfAnyInRange('\ud800', '\udfff') is var surrogate and >= 0)
        {
            if (Rune.DecodeFromUtf16(text[surrogate..], out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(surrogate + length)..];
        }

        return true;
    }
}
