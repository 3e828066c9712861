namespace ChatApp.Application.Sessions;

/// <summary>
/// Limits password guessing, by name and by address. An attacker cannot lock a user out permanently: an attacker's
/// attempts count for the attacker's address, and the small budget that all unknown addresses share for one name
/// refills by itself. All members are thread-safe, return at once and do not throw.
/// </summary>
public interface IGuessThrottle
{
    /// <summary>
    /// Begins an attempt. It counts as failed until <see cref="Succeeded"/> or <see cref="Withdraw"/> is called.
    /// </summary>
    /// <returns>Null, or the error to answer with; in that case the attempt does not count.</returns>
    Error? Begin(PasswordAttempt attempt);

    /// <summary>
    /// The password was correct: the attempt does not count, and its address becomes a trusted login address of the
    /// name.
    /// </summary>
    void Succeeded(PasswordAttempt attempt);

    /// <summary>The password could not be compared: the attempt does not count.</summary>
    void Withdraw(PasswordAttempt attempt);
}
