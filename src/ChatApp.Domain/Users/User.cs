namespace ChatApp.Domain.Users;

/// <summary>A person with an account.</summary>
public sealed class User
{
    /// <summary>Longest display name, in UTF-16 code units.</summary>
    public const int DisplayNameMaxLength = 64;

    // EF Core calls this and then sets the properties.
    private User() => (Username, UsernameKey, Email, EmailKey, PasswordHash, DisplayName) = ("", "", "", "", "", "");

    /// <summary>UUID version 7, made by the server.</summary>
    public Guid Id { get; private init; }

    /// <summary>The name as written at registration; after closing <see cref="Users.Username.OfClosed"/>.</summary>
    public string Username { get; private set; }

    /// <summary>The name in the form of <see cref="Users.Username.KeyOf"/>: unique, and used for look-ups.</summary>
    public string UsernameKey { get; private set; }

    /// <summary>The address as written at registration; empty after closing. Only its owner can see it.</summary>
    public string Email { get; private set; }

    /// <summary>The address in the form of <see cref="EmailAddress.KeyOf"/>: unique, and used for look-ups.</summary>
    public string EmailKey { get; private set; }

    /// <summary>A salted, slow hash of the password.</summary>
    public string PasswordHash { get; private set; }

    /// <summary>The name that others see; initially the username; empty after closing.</summary>
    public string DisplayName { get; private set; }

    /// <summary>Counts the changes of the names.</summary>
    public long ProfileRevision { get; private init; }

    /// <summary>The <see cref="ProfileRevision"/> of which all who share a conversation with the user know.</summary>
    public long AnnouncedRevision { get; private init; }

    /// <summary>False if the account may no longer be used.</summary>
    public bool IsActive { get; private set; }

    /// <summary>When the account was closed; null if it is not. It is never opened again.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Whether messages that the user sent are to be deleted, now that the account is closed.</summary>
    public bool ErasesMessages { get; private set; }

    /// <summary>When the user was last online before now, roughly; null before the first time.</summary>
    public DateTimeOffset? LastSeenAt { get; private set; }

    /// <summary>When the account was created (UTC, microseconds).</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>
    /// Creates an account. The caller must check the name with <see cref="Users.Username"/> and the address with
    /// <see cref="EmailAddress"/> first.
    /// </summary>
    /// <exception cref="ArgumentException">The name or the address breaks its rules.</exception>
    public static User Register(Guid id, string username, string email, string passwordHash, DateTimeOffset now)
    {
        if (!Users.Username.IsValid(username) || !EmailAddress.IsValid(email))
        {
            throw new ArgumentException("An account needs a valid username and a valid email address.");
        }

        return new User
        {
            Id = id,
            Username = username,
            UsernameKey = Users.Username.KeyOf(username),
            Email = email,
            EmailKey = EmailAddress.KeyOf(email),
            PasswordHash = passwordHash,
            DisplayName = username,
            IsActive = true,
            CreatedAt = now,
        };
    }

    /// <summary>Whether this well-formed text may be a display name (contract, section 2).</summary>
    public static bool IsDisplayName(string text) =>
        text.Length <= DisplayNameMaxLength && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    /// <summary>
    /// Whether the user can log in with this name: the username or, if it contains an @, the email address, without
    /// regard to case.
    /// </summary>
    public bool HasLogin(string login) => login.Contains('@', StringComparison.Ordinal)
        ? EmailKey == EmailAddress.KeyOf(login)
        : UsernameKey == Users.Username.KeyOf(login);

    /// <summary>Closes the account and removes what identifies the person.</summary>
    /// <param name="now">The time.</param>
    /// <param name="erasesMessages">Whether the messages that the user sent are to be deleted.</param>
    public void Close(DateTimeOffset now, bool erasesMessages)
    {
        Username = Users.Username.OfClosed(Id);
        UsernameKey = Users.Username.KeyOf(Username);

        // Unique, and not the key of any address, because it has no @.
        (Email, EmailKey) = ("", UsernameKey);
        (PasswordHash, DisplayName) = ("", "");
        (IsActive, ClosedAt, LastSeenAt, ErasesMessages) = (false, now, null, erasesMessages);
    }

    /// <summary>Replaces the hash, after a change of password or to use stronger parameters.</summary>
    public void ReplacePasswordHash(string passwordHash) => PasswordHash = passwordHash;
}
