namespace ChatApp.Testing;

/// <summary>
/// The command line of a test server: the settings of the harness, of the database, and of the test. Later ones
/// override earlier ones.
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
            // Controllers and static files are found by this name; the default is the entry assembly, here the test
            // host.
            ["applicationName"] = typeof(ChatApp.Api.ChatServer).Assembly.GetName().Name,
            ["webroot"] = ServerFiles.WebRoot,
            ["Jwt:SigningKey"] = signingKey,
            ["Passwords:WorkFactor"] = "4",
            ["RateLimits:Enabled"] = "false",
            ["Presence:Enabled"] = "false",
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
