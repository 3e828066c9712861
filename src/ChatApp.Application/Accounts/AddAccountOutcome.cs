namespace ChatApp.Application.Accounts;

/// <summary>Whether an account was added or, in a check, can be added.</summary>
public enum AddAccountOutcome
{
    /// <summary>It was added, or nothing prevents it.</summary>
    Added,

    /// <summary>The username is in use.</summary>
    UsernameTaken,

    /// <summary>The email address is in use.</summary>
    EmailTaken,
}
