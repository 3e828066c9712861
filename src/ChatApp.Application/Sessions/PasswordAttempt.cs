using System.Security.Cryptography;
using System.Text;
using ChatApp.Application.Common;

namespace ChatApp.Application.Sessions;

/// <summary>Somebody presents a password.</summary>
/// <param name="AccountId">For whom: a user, or a name that nobody has, which must not be told from one that somebody has.</param>
/// <param name="Address">From where.</param>
/// <param name="DeviceId">A session of that user, which shows that the device has logged in before; null when there is none.</param>
public readonly record struct PasswordAttempt(Guid AccountId, ClientAddress Address, Guid? DeviceId)
{
    /// <summary>Stands for a name that nobody has.</summary>
    public static Guid AccountOfNobody(string login) => new(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToLowerInvariant())).AsSpan(0, 16));
}
