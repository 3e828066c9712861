using System.Security.Cryptography;
using System.Text;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Somebody presents a password. It is told by the name that was typed and never by the account: nobody learns from a
/// limit whether a name has one, or which two names have the same.
/// </summary>
/// <param name="NameKey">For which name, in the form of <see cref="KeyOf"/>.</param>
/// <param name="Address">From where.</param>
/// <param name="DeviceId">
/// A session of the user with that name, which shows that the device has logged in before; null when there is none.
/// With it, neither name nor address is counted.
/// </param>
public readonly record struct PasswordAttempt(Guid NameKey, ClientAddress Address, Guid? DeviceId)
{
    /// <summary>
    /// Stands for a username or email address, as it was typed but for its case, which does not matter at a login.
    /// </summary>
    public static Guid KeyOf(string login) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToLowerInvariant())).AsSpan(0, 16));

    /// <summary>The attempt of somebody who is logged in.</summary>
    public static PasswordAttempt Of(Guid sessionId) => new(default, default, sessionId);
}
