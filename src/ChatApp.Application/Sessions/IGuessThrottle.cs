namespace ChatApp.Application.Sessions;

/// <summary>
/// Bounds how often passwords can be guessed, by name and by address, so that nobody can lock somebody else out for
/// good: what a stranger uses up is the stranger's, and the little that all strangers share for a name comes back by
/// itself. Every member may be called from any thread, returns at once and does not fail.
/// </summary>
public interface IGuessThrottle
{
    /// <summary>Begins an attempt, which counts as failed until something else is said of it.</summary>
    /// <returns>Null, or the error to answer with; then the attempt does not count.</returns>
    Error? Begin(PasswordAttempt attempt);

    /// <summary>
    /// The password was right: the attempt does not count, and its address is known to be that of whoever has the name.
    /// </summary>
    void Succeeded(PasswordAttempt attempt);

    /// <summary>The password could not be compared: the attempt does not count.</summary>
    void Withdraw(PasswordAttempt attempt);
}
