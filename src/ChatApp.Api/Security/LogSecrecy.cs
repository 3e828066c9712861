namespace ChatApp.Api.Security;

/// <summary>Keeps out of logs, whatever the settings say, what the framework would write of requests: there tokens may stand.</summary>
internal static class LogSecrecy
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

    // After all settings have been read. A rule for one provider goes before those for all, so each provider that has rules gets these.
    public static void AddLogSecrecy(this IServiceCollection services) => services.PostConfigure<LoggerFilterOptions>(options =>
    {
        var providers = options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList();
        foreach (var (category, lowest) in Quiet)
        {
            foreach (var rule in options.Rules.Where(rule => rule.CategoryName?.StartsWith(category, StringComparison.OrdinalIgnoreCase) == true).ToList())
            {
                options.Rules.Remove(rule);
            }

            providers.ForEach(provider => options.Rules.Add(new LoggerFilterRule(provider, category, lowest, filter: null)));
        }
    });
}
