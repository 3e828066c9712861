using System.Net.Mail;

namespace ChatApp.Domain.Users;

/// <summary>Rules of email addresses (contract, section 2; lengths from RFC 5321, section 4.5.3.1).</summary>
public static class EmailAddress
{
    /// <summary>Longest address, in UTF-16 code units.</summary>
    public const int MaxLength = 254;

    private const int LocalPartMaxLength = 64;
    private const int LabelMaxLength = 63;

    /// <summary>Whether mail could be sent there: a plain address (no display name) at a domain of at least two labels.</summary>
    public static bool IsValid(string text)
    {
        if (text.Length > MaxLength || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !Text.IsWellFormed(text))
        {
            return false;
        }

        // MailAddress accepts "Name <a@b.c>" too, so what it read must be all that was there.
        if (!MailAddress.TryCreate(text, out var address) || address.Address != text)
        {
            return false;
        }

        var labels = address.Host.Split('.');
        return address.User.Length <= LocalPartMaxLength && labels.Length >= 2 && labels.All(IsLabel);
    }

    /// <summary>The form in which addresses are compared: case does not matter.</summary>
    public static string KeyOf(string email) => email.ToLowerInvariant();

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LabelMaxLength
        && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsLetterOrDigit(c) || c == '-' || char.IsSurrogate(c));
}
