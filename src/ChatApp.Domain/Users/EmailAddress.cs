using System.Buffers;
using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace ChatApp.Domain.Users;

/// <summary>Rules of email addresses (contract, section 2; lengths from RFC 5321, section 4.5.3.1).</summary>
public static class EmailAddress
{
    /// <summary>Longest address, in UTF-16 code units.</summary>
    public const int MaxLength = 254;

    private const int LocalPartMaxLength = 64;
    private const int LabelMaxLength = 63;

    // The prefix before the Punycode of a label (RFC 5890, section 2.3.2.1).
    private const string AsciiPrefix = "xn--";

    private static readonly IdnMapping Idna = new();

    // Characters that domain labels may contain besides letters, digits and marks (RFC 5892, sections 2.6 and 2.7 and
    // appendix A): joiners; marks of Catalan, Greek, Hebrew, Tibetan and Japanese; and the Han zero.
    private static readonly SearchValues<char> AlsoInLabels =
        SearchValues.Create("-\u200C\u200D\u00B7\u0375\u05F3\u05F4\u0F0B\u30FB\u3007");

    /// <summary>Whether this is a plain address (without a display name) at a domain of at least two labels.</summary>
    // MailAddress also accepts "Name <a@b.c>", so compare the result with the whole input.
    public static bool IsValid(string text) =>
        text.Length <= MaxLength
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Text.IsWellFormed(text)
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.User.Length <= LocalPartMaxLength
        && address.Host.Split('.') is { Length: >= 2 } labels
        && labels.All(IsLabel);

    /// <summary>
    /// The form in which addresses are compared, without regard to case. The Unicode form and the ASCII form
    /// (<c>xn--…</c>) of one domain are different keys.
    /// </summary>
    public static string KeyOf(string email) => email.ToLowerInvariant();

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LabelMaxLength
        && label[0] != '-' && label[^1] != '-'
        && !IsMark(label.EnumerateRunes().First())
        && label.EnumerateRunes().All(IsOfLabel)
        && FitsAsAscii(label);

    private static bool IsOfLabel(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || IsMark(rune) || IsPicture(rune)
        || (rune.IsBmp && AlsoInLabels.Contains((char)rune.Value));

    // Marks are parts of letters in Hebrew, Arabic and most scripts of India and South-East Asia.
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // IDNA does not allow symbols such as emoji, but some registries register them.
    private static bool IsPicture(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;

    // Whether the ASCII form of the label is short enough for DNS. IdnMapping applies the right-to-left rule of IDNA
    // 2003, which rejects all labels in Dhivehi, and not that of RFC 5893. So for such scripts only the length is
    // checked.
    private static bool FitsAsAscii(string label)
    {
        try
        {
            return Idna.GetAscii(label).Length <= LabelMaxLength;
        }
        catch (ArgumentException)
        {
            return label.EnumerateRunes().Any(RunsFromRightToLeft)
                && AsciiPrefix.Length + Punycode.LengthOf(label) <= LabelMaxLength;
        }
    }

    // The Unicode blocks that are reserved for right-to-left scripts.
    private static bool RunsFromRightToLeft(Rune rune) => rune.Value
        is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF)
        or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
