namespace ChatApp.Application.Accounts;

/// <summary>Whether an account can be or was added.</summary>
public enum AddAccountOutcome
{
    /// <summary>Nothing stands, or stood, in the way.</summary>
    Added,

    /// <summary>Somebody has the username.</summary>
    UsernameTaken,

    /// <summary>Somebody has the email address.</summary>
    EmailTaken,
}
