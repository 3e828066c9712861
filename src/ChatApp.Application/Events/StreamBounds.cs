namespace ChatApp.Application.Events;

/// <summary>What a user's stream holds.</summary>
/// <param name="Floor">Events up to this number are no longer kept.</param>
/// <param name="Head">Number of the newest event; 0 before the first.</param>
public readonly record struct StreamBounds(long Floor, long Head)
{
    /// <summary>Whether all events after this number can be given, so that a client may go on from there.</summary>
    public bool CanResumeAfter(long number) => number >= Floor && number <= Head;
}
