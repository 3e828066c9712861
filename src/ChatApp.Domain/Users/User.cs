namespace ChatApp.Domain.Users;

/// <summary>A person with an account.</summary>
public sealed class User
{
    /// <summary>Longest display name, in UTF-16 code units.</summary>
    public const int DisplayNameMaxLength = 64;

    // For EF Core, which fills the properties right after.
    private User() => (Username, UsernameKey, Email, EmailKey, PasswordHash, DisplayName) = ("", "", "", "", "", "");

    /// <summary>UUID version 7, made by the server.</summary>
    public Guid Id { get; private init; }

    /// <summary>The name as its owner wrote it.</summary>
    public string Username { get; private init; }

    /// <summary>The name without regard to case: unique, and what look-ups use.</summary>
    public string UsernameKey { get; private init; }

    /// <summary>The address as its owner wrote it. Only its owner ever sees it.</summary>
    public string Email { get; private init; }

    /// <summary>The address without regard to case: unique, and what look-ups use.</summary>
    public string EmailKey { get; private init; }

    /// <summary>Salted, slow hash of the password.</summary>
    public string PasswordHash { get; private set; }

    /// <summary>What others see as the name; at first the username.</summary>
    public string DisplayName { get; private init; }

    /// <summary>False once the account may not be used any more.</summary>
    public bool IsActive { get; private init; }

    /// <summary>When the account was made (UTC, microseconds).</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>
    /// Makes an account. The caller has checked name and address with <see cref="Users.Username"/> and <see
    /// cref="EmailAddress"/>.
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

    /// <summary>
    /// Whether this is a name to log in by: the username or, if it has an @, the email address; case does not matter.
    /// </summary>
    public bool HasLogin(string login) => login.Contains('@', StringComparison.Ordinal)
        ? EmailKey == EmailAddress.KeyOf(login)
        : UsernameKey == Users.Username.KeyOf(login);

    /// <summary>
    /// Puts another hash in the place of the old one: of a new password, or of the same one hashed harder.
    /// </summary>
    public void ReplacePasswordHash(string passwordHash) => PasswordHash = passwordHash;
}
