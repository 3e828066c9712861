namespace ChatApp.Infrastructure.Settings;

/// <summary>
/// The period of a rate. Each value is 60 times the previous one. The name is part of a setting's name.
/// </summary>
public enum RatePeriod
{
    /// <summary>A second.</summary>
    Second,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,
}
