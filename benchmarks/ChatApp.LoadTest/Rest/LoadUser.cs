namespace ChatApp.LoadTest.Rest;

/// <summary>A user that the generator registered. The token is the last one it got, perhaps expired.</summary>
internal sealed record LoadUser(string Username, string Password, Guid Id, string? Token, DateTimeOffset TokenExpires);
