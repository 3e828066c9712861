namespace ChatApp.Application.Accounts;

/// <summary>What a password is hashed for. Those who have an account do not wait for those who want one.</summary>
public enum HashingPurpose
{
    /// <summary>A login, or a change of a password.</summary>
    LogIn,

    /// <summary>A registration.</summary>
    Registration,
}
