namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>How many attempts may fail.</summary>
/// <param name="Burst">So many at once.</param>
/// <param name="Refill">And then one in this time.</param>
internal sealed record AttemptLimit(int Burst, TimeSpan Refill);
