using ChatApp.Application.Common;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests.Operation;

/// <summary>Names and values of settings that the server refuses or logs.</summary>
public sealed class SettingValidationTests
{
    [TestCase("--Limits__Connections=0")]
    [TestCase("--Limits:Connections=0")]
    [TestCase("--Limits__Connections", "0")]
    public void A_command_line_setting_can_use_the_environment_spelling(params string[] arguments)
    {
        var refusal = Assert.Throws<SettingException>(() => ChatServer.Build(arguments));

        Assert.That(
            refusal!.Message, Does.Contain("Limits__Connections").And.Contain("from 1"), "the name is known");
    }

    [Test]
    public void An_invalid_listening_address_stops_the_start_and_is_named()
    {
        var refusal = Assert.Throws<SettingException>(
            () => ChatServer.Build(["--urls", "http://localhost:8000;nonsense"]));

        Assert.That(refusal!.Message, Does.Contain("--urls").And.Contain("'nonsense'"));
    }

    [TestCase("--port=9000", "'port'")]
    [TestCase("--Limits:SocketPerUser=5", "'Limits:SocketPerUser'")]
    [TestCase("--Jwt:PreviousSigningKey:0=x", "'Jwt:PreviousSigningKey:0'")]
    public void An_unknown_command_line_setting_stops_the_start_and_is_named(string argument, string named)
    {
        var refusal = Assert.Throws<SettingException>(
            () => ChatServer.Build(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Any=None", argument]));

        Assert.That(refusal!.Message, Does.Contain(named).And.Contain("--help"));
    }

    [Test]
    public async Task Another_unknown_setting_is_logged()
    {
        using var trail = new LogTrail();
        var known = SettingsCatalogue.Groups.SelectMany(group => group.Settings).SelectMany(setting => setting.Keys)
            .Select(key => KeyValuePair.Create(key, (string?)""))
            .ToList();
        await using var server = await ChatTestServer.StartAsync(Options("Development") with
        {
            Configure = builder =>
            {
                builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
                {
                    InitialData =
                    [
                        .. known,
                        new("Limits:SocketPerUser", "5"),
                        new("ConnectionStrings:Postgresql", "Host=db"),
                        new("Cors:AllowedOrigins:1", ""),
                    ],
                });
                builder.Logging.AddProvider(trail).AddFilter<LogTrail>(null, LogLevel.Warning);
            },
        });

        var told = trail.Lines.Where(line => line.StartsWith("There is no setting", StringComparison.Ordinal))
            .Select(line => line.Split(' ', ',')[4]);
        Assert.That(told, Is.EquivalentTo(new[] { "Limits__SocketPerUser", "ConnectionStrings__Postgresql" }));
        Assert.That(known, Has.Count.GreaterThan(80));
    }

    [TestCase("Cors:AllowedOrigins:0", "chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example/path")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example/")]
    [TestCase("Cors:AllowedOrigins:0", "ftp://chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "*")]
    [TestCase("Cors:AllowedOrigins:0", "null")]
    [TestCase("Cors:AllowedOrigins:0", "https://*.chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example:443")]
    [TestCase("Cors:AllowedOrigins:0", "http://chat.example:80")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example:99999")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example:")]
    [TestCase("Cors:AllowedOrigins:0", "https://user@chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat.example?x")]
    [TestCase("Cors:AllowedOrigins:0", "https://chat..example")]
    [TestCase("Cors:AllowedOrigins:0", "https://[::1")]
    [TestCase("Cors:AllowedOrigins:0", "https://")]
    [TestCase("Cors:AllowedOrigins:0", "https://a.example https://b.example")]
    [TestCase("Cors:AllowedOrigins:0", "file://")]
    [TestCase("Cors:AllowedOrigins:0", "file://localhost")]
    [TestCase("Cors:AllowedOrigins:0", "wss://chat.example")]
    [TestCase("Cors:AllowedOrigins:0", "capacitor:localhost")]
    [TestCase("Cors:AllowedOrigins:0", "capacitor://")]
    [TestCase("Cors:AllowedOrigins:0", "capacitor://localhost/")]
    [TestCase("Cors:AllowedOrigins:0", "chrome-extension://*")]
    [TestCase("Cors:AllowedOrigins:0", "https://bu\u0308cher.example", Description = "browsers send the composed form")]
    [TestCase("Cors:AllowedOrigins:0", "https://\uff43hat.example", Description = "browsers send a plain c")]
    [TestCase("Server:PathBase", "chat")]
    [TestCase("Server:PathBase", "/chat/")]
    [TestCase("Server:PathBase", "/")]
    [TestCase("Server:PathBase", "/a//b")]
    [TestCase("Server:PathBase", "/a/../b")]
    [TestCase("Server:PathBase", "/a b")]
    [TestCase("Server:PathBase", "/a%20b")]
    [TestCase("Server:PathBase", "/a?b")]
    [TestCase("Server:PathBase", "https://chat.example/chat")]
    [TestCase("Metrics:Urls", "nonsense")]
    [TestCase("Metrics:Urls", "http://127.0.0.1:0")]
    [TestCase("Jwt:AccessTokenMinutes", "0")]
    [TestCase("Jwt:AccessTokenMinutes", "soon")]
    [TestCase("Jwt:RefreshTokenDays", "-1")]
    [TestCase("Limits:SocketsPerUser", "0")]
    [TestCase("Limits:SocketsPerAddress", "0")]
    [TestCase("Limits:Sockets", "-1")]
    [TestCase("Limits:Connections", "none")]
    [TestCase("Limits:ConnectionsPerAddress", "0")]
    [TestCase("Limits:HeadBytes", "100")]
    [TestCase("Limits:HeadSeconds", "0")]
    [TestCase("Limits:BodyBytesPerSecond", "0")]
    [TestCase("Proxies:Networks:0", "somewhere")]
    [TestCase("Proxies:Networks:0", "10.0.0.0/33")]
    [TestCase("ForwardedHeaders_Enabled", "perhaps")]
    [TestCase("RateLimits:FailuresBurst", "0")]
    [TestCase("RateLimits:AddressFailuresPerHour", "0")]
    [TestCase("RateLimits:AccountFailuresPerHour", "many")]
    [TestCase("RateLimits:ReadsBurst", "0")]
    [TestCase("RateLimits:HandshakesPerMinute", "0")]
    [TestCase("RateLimits:SearchesPerSecond", "0")]
    [TestCase("RateLimits:SearchesBurst", "many")]
    [TestCase("Passwords:Waiting", "0")]
    [TestCase("Registration:Mode", "invited")]
    [TestCase("Users:Directory", "closed")]
    [TestCase("Users:ReservedNames", "admin,x")]
    [TestCase("Users:ReservedNames:0", "has space")]
    [TestCase("Database:MigrateOnStart", "maybe")]
    [TestCase("Passwords:WorkFactor", "99")]
    [TestCase("RateLimits:MessagesPerSecond", "0")]
    [TestCase("RateLimits:MessagesToOnePerSecond", "0")]
    [TestCase("RateLimits:MessagesToOneBurst", "1000001")]
    [TestCase("RateLimits:BytesPerMessage", "99")]
    [TestCase("RateLimits:NewConversationsPerHour", "few")]
    [TestCase("RateLimits:NewConversationsBurst", "0")]
    [TestCase("ConnectionStrings:Postgres", "nonsense")]
    public async Task An_invalid_setting_stops_the_start_and_is_named(string name, string value)
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => StartAsync("Development", (name, value)));

        var told = name.Replace(":0", "", StringComparison.Ordinal).Replace(":", "__", StringComparison.Ordinal);
        Assert.That(refusal!.Message, Does.Contain(told));
    }

    [Test]
    public async Task The_switch_that_trusts_every_proxy_stops_the_start()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(
            () => StartAsync("Development", ("ForwardedHeaders_Enabled", "true")));

        Assert.That(
            refusal!.Message, Does.Contain("ASPNETCORE_FORWARDEDHEADERS_ENABLED").And.Contain("Proxies__Networks__0"));
    }

    private static async Task StartAsync(string environment, params (string Name, string? Value)[] settings)
    {
        await using var server = await ChatTestServer.StartAsync(Options(environment, settings));
    }

    private static ChatTestServerOptions Options(string environment, params (string Name, string? Value)[] settings) =>
        new()
        {
            Environment = environment,
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        };
}
