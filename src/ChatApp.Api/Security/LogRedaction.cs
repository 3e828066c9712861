namespace ChatApp.Api.Security;

/// <summary>
/// Keeps out of logs, whatever the settings say, what the framework would write of requests: there tokens may stand.
/// </summary>
internal static class LogRedaction
{
    private static readonly (string Category, LogLevel Lowest)[] Quiet =
    [
        // Each request with its query, where a socket's token may stand.
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),

        // The line of a request or the header that is malformed, quoted.
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information),

        // The arguments of a call: whoever searches for somebody may have typed an address.
        ("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker", LogLevel.Debug),
    ];

    // Runs after all settings are read, and what they silence stays silent. A rule for one provider has priority over
    // those for all providers, so each provider that has rules gets these.
    public static void AddLogRedaction(this IServiceCollection services) =>
        services.PostConfigure<LoggerFilterOptions>(Redact);

    private static void Redact(LoggerFilterOptions options)
    {
        var providers = options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList();
        foreach (var (category, lowest) in Quiet)
        {
            var replacements = providers.ConvertAll(provider => Raise(options, provider, category, lowest));
            foreach (var rule in options.Rules.Where(rule => IsAbout(rule, category)).ToList())
            {
                options.Rules.Remove(rule);
            }

            replacements.ForEach(options.Rules.Add);
        }
    }

    private static bool IsAbout(LoggerFilterRule rule, string category) =>
        rule.CategoryName?.StartsWith(category, StringComparison.OrdinalIgnoreCase) == true;

    private static LoggerFilterRule Raise(
        LoggerFilterOptions options, string? provider, string category, LogLevel lowest)
    {
        // The rule that the framework would choose: for the provider, then with the longest category, then the last.
        var chosen = options.Rules
            .Where(rule => rule.ProviderName is null || rule.ProviderName == provider)
            .Where(rule => Covers(rule.CategoryName, category))
            .OrderBy(rule => rule.ProviderName is not null)
            .ThenBy(rule => rule.CategoryName?.Length ?? 0)
            .LastOrDefault();
        var configured = chosen is null ? options.MinLevel : chosen.LogLevel ?? LogLevel.Trace;
        return new LoggerFilterRule(provider, category, configured > lowest ? configured : lowest, chosen?.Filter);
    }

    // A pattern is the beginning of a category, with at most one star for anything in between.
    private static bool Covers(string? pattern, string category)
    {
        var parts = (pattern ?? "").Split('*', 2);
        return category.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase)
            && (parts.Length == 1 || category.EndsWith(parts[1], StringComparison.OrdinalIgnoreCase));
    }
}
