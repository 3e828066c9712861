namespace ChatApp.Application.Accounts;

/// <summary>
/// Why a password is hashed. Each purpose has its own queues, so logins do not wait for registrations.
/// </summary>
public enum HashingPurpose
{
    /// <summary>A login, or a change of a password.</summary>
    LogIn,

    /// <summary>A registration.</summary>
    Registration,
}
