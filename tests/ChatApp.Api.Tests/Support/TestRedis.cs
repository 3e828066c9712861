namespace ChatApp.Api.Tests;

/// <summary>
/// The Redis that the test script has started. Installations can share it, since ids of users and sessions are unique.
/// </summary>
internal static class TestRedis
{
    private const string Variable = "CHATAPP_TEST_REDIS";

    public static string ConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException(
            $"Set {Variable} to host:port of a Redis server; without it the backplane is untested.");
}
