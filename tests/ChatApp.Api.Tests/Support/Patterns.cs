namespace ChatApp.Api.Tests;

/// <summary>The wire form of ids and times.</summary>
internal static class Patterns
{
    public const string UuidV7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";

    public const string Time = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$";
}
