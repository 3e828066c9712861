using ChatApp.Infrastructure.Persistence;

namespace ChatApp.Infrastructure;

/// <summary>Failures of the database in a sentence for an operator.</summary>
public static class DatabaseFailureText
{
    /// <summary>Tells why the database cannot be used.</summary>
    /// <returns>Null if the exception does not come from the database.</returns>
    public static string? Describe(IConfiguration configuration, Exception exception) =>
        DatabaseFailure.IsOfDatabase(exception)
            ? DatabaseSettings.Read(configuration).DescribeFailure(exception)
            : null;
}
