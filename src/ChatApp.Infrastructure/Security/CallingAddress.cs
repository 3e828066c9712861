using System.Net;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// The address from which the call under way comes, for the audit. It flows along with a call, which costs something, so only calls about accounts and
/// sessions set it: messages are sent by the ten thousand.
/// </summary>
public static class CallingAddress
{
    private static readonly AsyncLocal<IPAddress?> Address = new();

    /// <summary>The address; null where nobody has set it.</summary>
    public static IPAddress? Current
    {
        get => Address.Value;
        set => Address.Value = value;
    }
}
