using System.Security.Cryptography;
using System.Text;

namespace ChatApp.Application.Sessions;

/// <summary>
/// An attempt to present a password. It is counted by the typed name and not by the account. So a limit does not reveal
/// whether an account exists, or which username and email address belong together.
/// </summary>
/// <param name="NameKey">The typed name, in the form of <see cref="KeyOf"/>.</param>
/// <param name="Address">The client's address.</param>
/// <param name="DeviceId">
/// A session of the user with that name, which proves that the device has logged in before; null if there is none. With
/// it, neither name nor address is counted.
/// </param>
public readonly record struct PasswordAttempt(Guid NameKey, ClientAddress Address, Guid? DeviceId)
{
    /// <summary>Computes a key for a typed username or email address, without regard to case.</summary>
    public static Guid KeyOf(string login) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToLowerInvariant())).AsSpan(0, 16));

    /// <summary>The attempt of a caller who is logged in.</summary>
    public static PasswordAttempt Of(Guid sessionId) => new(default, default, sessionId);
}
