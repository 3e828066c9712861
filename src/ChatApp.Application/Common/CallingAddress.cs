using System.Net;

namespace ChatApp.Application.Common;

/// <summary>
/// The client's address of the current call, for the audit log. An <see cref="AsyncLocal{T}"/> costs time on every
/// call, so it is set only for calls about accounts and sessions, not for messages.
/// </summary>
public static class CallingAddress
{
    private static readonly AsyncLocal<IPAddress?> Address = new();

    /// <summary>The address, or null if it is not set.</summary>
    public static IPAddress? Current
    {
        get => Address.Value;
        set => Address.Value = value;
    }
}
