using System.Net;

namespace ChatApp.Application.Common;

/// <summary>
/// The address from which the current call comes, for the audit. An <see cref="AsyncLocal{T}"/> costs time on every
/// call, so it is set only for calls about accounts and sessions, and not for messages.
/// </summary>
public static class CallingAddress
{
    private static readonly AsyncLocal<IPAddress?> Address = new();

    /// <summary>The address, or null where it was not set.</summary>
    public static IPAddress? Current
    {
        get => Address.Value;
        set => Address.Value = value;
    }
}
