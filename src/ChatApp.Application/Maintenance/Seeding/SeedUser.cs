namespace ChatApp.Application.Maintenance.Seeding;

/// <summary>The existing user around whom the data are built.</summary>
/// <param name="PasswordHash">The hash that all made users get.</param>
/// <param name="Head">Number of the user's newest event so far.</param>
public sealed record SeedUser(Guid Id, string PasswordHash, long Head) : SensitiveRecord;
