namespace ChatApp.LoadTest.Seeding;

/// <summary>The registered user whom the seed is built around. Head: the number of their newest event so far.</summary>
internal sealed record SeedUser(Guid Id, string Username, string PasswordHash, long Head);
