using System.Security.Cryptography;
using System.Text;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Limits password guessing, by name and by address. An attacker cannot lock a user out permanently: an attacker's
/// attempts count for the attacker's address, and the small budget that all unknown addresses share for one name
/// refills by itself. All members are thread-safe, return at once and do not throw.
/// </summary>
public interface IGuessThrottle
{
    /// <summary>Begins an attempt: failed, unless <see cref="Succeeded"/> or <see cref="Withdraw"/> follows.</summary>
    /// <returns>Null, or the error to answer with; in that case the attempt does not count.</returns>
    Error? Begin(PasswordAttempt attempt);

    /// <summary>The password was correct: the attempt does not count, and the name trusts its address.</summary>
    void Succeeded(PasswordAttempt attempt);

    /// <summary>The password could not be compared: the attempt does not count.</summary>
    void Withdraw(PasswordAttempt attempt);
}

/// <summary>
/// An attempt to present a password. It is counted by the typed name and not by the account. So a limit does not reveal
/// whether an account exists, or which username and email address belong together.
/// </summary>
/// <param name="NameKey">The typed name, in the form of <see cref="KeyOf"/>.</param>
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
