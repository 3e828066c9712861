namespace ChatApp.Api.Security;

/// <summary>Prevents the framework from logging requests, whatever the settings say: they can hold tokens.</summary>
internal static class LogRedaction
{
    private static readonly (string Category, LogLevel Lowest)[] Quiet =
    [
        // Logs each request with its query, which may contain a socket's token.
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning),

        // Quotes malformed request lines and headers.
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information),

        // Logs the arguments of a call; a search may contain an email address.
        ("Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker", LogLevel.Debug),
    ];

    // Runs after all settings are read. It never makes logging more verbose. A rule for one provider has priority over
    // rules for all providers, so each provider with rules of its own gets these rules too.
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
        // The rule that the framework would choose: rules for the provider first, then the longest category, then the
        // last rule.
        var chosen = options.Rules
            .Where(rule => rule.ProviderName is null || rule.ProviderName == provider)
            .Where(rule => Covers(rule.CategoryName, category))
            .OrderBy(rule => rule.ProviderName is not null)
            .ThenBy(rule => rule.CategoryName?.Length ?? 0)
            .LastOrDefault();
        var configured = chosen is null ? options.MinLevel : chosen.LogLevel ?? LogLevel.Trace;
        return new LoggerFilterRule(provider, category, configured > lowest ? configured : lowest, chosen?.Filter);
    }

    // A pattern is the beginning of a category; it may have one star for any text.
    private static bool Covers(string? pattern, string category)
    {
        var parts = (pattern ?? "").Split('*', 2);
        return category.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase)
            && (parts.Length == 1 || category.EndsWith(parts[1], StringComparison.OrdinalIgnoreCase));
    }
}
