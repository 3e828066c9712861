namespace ChatApp.Testing;

/// <summary>
/// The command line of a test server: the harness's defaults, the database, the test's own settings. The last one wins.
/// </summary>
internal sealed class ServerArguments
{
    private readonly Dictionary<string, string?> _settings;

    public ServerArguments(
        ChatTestServerOptions options, IReadOnlyDictionary<string, string> database, string signingKey)
    {
        _settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["environment"] = options.Environment,
            // Controllers and static files are looked up by this name; the default is the entry assembly, which is the
            // test host here.
            ["applicationName"] = typeof(ChatApp.Api.ChatServer).Assembly.GetName().Name,
            ["Jwt:SigningKey"] = signingKey,
            ["Passwords:WorkFactor"] = "4",
            ["RateLimits:Enabled"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft"] = "Warning",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        };
        foreach (var (name, value) in database)
        {
            _settings[name] = value;
        }

        foreach (var (name, value) in options.Settings)
        {
            _settings[name] = value;
        }
    }

    public string[] ToArray() =>
    [
        .. _settings
            .Where(setting => setting.Value is not null)
            .Select(setting => $"--{setting.Key}={setting.Value}"),
    ];
}
