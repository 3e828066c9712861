namespace ChatApp.Application.Events;

/// <summary>The range of event numbers that a user's stream holds.</summary>
/// <param name="Floor">Events up to this number are no longer kept.</param>
/// <param name="Head">Number of the newest event; 0 before the first.</param>
public readonly record struct StreamBounds(long Floor, long Head)
{
    /// <summary>Whether all events after this number are available, so that a client can continue from there.</summary>
    public bool CanResumeAfter(long number) => number >= Floor && number <= Head;
}
