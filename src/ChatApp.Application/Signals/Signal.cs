namespace ChatApp.Application.Signals;

/// <summary>
/// An event that is not stored (contract, section 5): connected devices with <c>events=all</c> get it, others never do.
/// </summary>
/// <param name="UserId">The user whom it is about.</param>
public abstract record Signal(Guid UserId);

/// <summary>The user is writing to the receiver.</summary>
public sealed record Typing(Guid UserId) : Signal(UserId);

/// <summary>
/// Sends signals to connected devices on all nodes. It returns at once and never fails; a signal may be lost.
/// </summary>
public interface ISignalPublisher
{
    /// <summary>Sends a signal to the devices of a user.</summary>
    void Publish(Guid recipientId, Signal signal);
}
