using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>The settings that this project and the framework read. Each setting is described only here.</summary>
internal static class ApiCatalogue
{
    private const int Most = 10_000_000;

    internal static class Hosting
    {
        public static readonly FrameworkSetting Urls = new(
            WebHostDefaults.ServerUrlsKey, "ASPNETCORE_URLS, --urls",
            "addresses on which the server listens, with ; between them", ListeningSettings.DefaultAddress,
            "http://HOST:PORT");
        public static readonly FrameworkSetting HttpPorts = new(
            WebHostDefaults.HttpPortsKey, "ASPNETCORE_HTTP_PORTS",
            "ports for HTTP at every address of the machine; ASPNETCORE_URLS takes precedence", Values: "ports");
        public static readonly FrameworkSetting HttpsPorts = new(
            WebHostDefaults.HttpsPortsKey, "ASPNETCORE_HTTPS_PORTS",
            "ports for HTTPS at every address of the machine; ASPNETCORE_URLS takes precedence", Values: "ports");
        public static readonly SwitchSetting PreferUrls = new(
            WebHostDefaults.PreferHostingUrlsKey, DefaultValue: false,
            "whether the settings above take precedence over Kestrel__Endpoints__…")
        {
            Names = ["ASPNETCORE_PREFERHOSTINGURLS"],
        };
        public static readonly OptionalTextSetting MetricsUrls = new(
            "Metrics:Urls",
            "addresses that serve only /metrics, with ; between them; without any, each address serves it");
        public static readonly ListSetting AllowedOrigins = new(
            "Cors:AllowedOrigins",
            "origins of other pages, and of apps (capacitor://localhost), that may use REST and sockets");
        public static readonly OptionalTextSetting PathBase = new(
            "Server:PathBase",
            "path under which a proxy forwards requests, such as /chat; not needed if the proxy removes the path");
        public static readonly OptionalTextSetting PublicUrl = new(
            "Server:PublicUrl",
            "where clients reach the server, such as https://chat.example: a request for another host gets 400");
        public static readonly OptionalTextSetting AllowedHosts = new(
            "AllowedHosts", "hosts that requests may name, with ; between them; replaces Server__PublicUrl")
        {
            Default = "every host",
        };
        public static readonly ListSetting Proxies = new(
            "Proxies:Networks",
            "reverse proxies, as networks or addresses, whose X-Forwarded-For and X-Forwarded-Proto are trusted");
        public static readonly SwitchSetting TrustEverybody = new(
            "ForwardedHeaders_Enabled", DefaultValue: false,
            "the framework's switch to trust X-Forwarded-For from every client; true stops the start")
        {
            Names = ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"],
        };
    }

    internal static class Requests
    {
        public static readonly RateSetting Reads = new(
            "RateLimits:Reads", RatePeriod.Second, 500, 5_000,
            "reads of one user over REST, and sockets that it opens. Beyond: 429");
        public static readonly RateSetting Searches = new(
            "RateLimits:Searches", RatePeriod.Second, 5, 20,
            "searches of one user, for users and in messages. Beyond: 429");
        public static readonly RateSetting Exports = new(
            "RateLimits:Exports", RatePeriod.Hour, 12, 6, "exports of all data of one user. Beyond: 429");
        public static readonly RateSetting Registrations = new(
            "RateLimits:Registrations", RatePeriod.Minute, 120, 600, "registrations from one address. Beyond: 429");
        public static readonly RateSetting Logins = new(
            "RateLimits:Logins", RatePeriod.Minute, 300, 1_200,
            "logins, changes of passwords and closings of accounts, from one address. Beyond: 429");
        public static readonly RateSetting Refreshes = new(
            "RateLimits:Refreshes", RatePeriod.Minute, 600, 2_400,
            "refreshes from one address, apart from logins so that guessing does not end sessions. Beyond: 429");
        public static readonly RateSetting Handshakes = new(
            "RateLimits:Handshakes", RatePeriod.Minute, 300, 600,
            "handshakes of sockets without a valid token from one address. Beyond: 429 before the upgrade");
        public static readonly RateSetting Anonymous = new(
            "RateLimits:Anonymous", RatePeriod.Minute, 6_000, 3_000,
            "all other requests without a valid token from one address; health checks are counted apart. "
            + "Beyond: 429");
        public static readonly WholeNumberSetting RefusalsBeforeClose = new(
            "RateLimits:RefusalsBeforeClose", 100, 1, 1_000_000,
            "rate-limited frames in a row before the socket is closed with 4029");
    }

    internal static class Limits
    {
        public static readonly SwitchSetting AllowTokenInUrl = new(
            "Auth:AllowTokenInUrl", DefaultValue: true,
            "whether a socket's access token may be in its address; a ticket always may");
        public static readonly WholeNumberSetting SocketsPerUser = new(
            "Limits:SocketsPerUser", 20, 1, 10_000,
            "sockets of one user, with Redis over all nodes. Beyond: closed with 4013");
        public static readonly WholeNumberSetting SocketsPerAddress = new(
            "Limits:SocketsPerAddress", 20_000, 1, Most, "sockets from one address. Beyond: 429 before the upgrade");
        public static readonly WholeNumberSetting Sockets = new(
            "Limits:Sockets", 100_000, 1, Most, "sockets of the node. Beyond: 503 before the upgrade");
        public static readonly WholeNumberSetting ConnectionsPerAddress = new(
            "Limits:ConnectionsPerAddress", 2_000, 1, Most,
            "HTTP connections from one address, except open sockets and connections of proxies. Beyond: cut off");
        public static readonly WholeNumberSetting StrangersPerAddress = new(
            "Limits:StrangersPerAddress", 300, 1, Most,
            "of these, connections without a valid token so far. Beyond: the one that was idle longest, or else "
            + "busy longest, is closed for the new one");
        public static readonly WholeNumberSetting AllConnections = new(
            "Limits:Connections", 20_000, 1, Most,
            "HTTP connections of the node. This and Limits__Sockets are lowered to what ulimit -n allows. Beyond: "
            + "cut off");
        public static readonly WholeNumberSetting HeadBytes = new(
            "Limits:HeadBytes", 32 * 1024, 4 * 1024, 128 * 1024, "all headers of a request together. Beyond: 431");
        public static readonly WholeNumberSetting HeadSeconds = new(
            "Limits:HeadSeconds", 15, 1, 600,
            "time for the first byte of a connection, and for the head of a request; with TLS the handshake and the "
            + "first head together. Beyond: cut off, or 408");
        public static readonly WholeNumberSetting ReadAheadBytes = new(
            "Limits:ReadAheadBytes", 16 * 1024, 4 * 1024, 1024 * 1024,
            "bytes that are read from a client before they are needed. Beyond: reading waits");
        public static readonly WholeNumberSetting UnsentBytes = new(
            "Limits:UnsentBytes", 16 * 1024, 4 * 1024, 1024 * 1024,
            "bytes that wait for a client to read them. Beyond: writing waits");
        public static readonly WholeNumberSetting BodyBytesPerSecond = new(
            "Limits:BodyBytesPerSecond", 240, 1, 64 * 1024,
            "lowest rate at which a client may send a body or read an answer, after 5 s. Below: 408, or cut off");
        public static readonly WholeNumberSetting Exports = new(
            "Limits:Exports", 100, 1, 10_000,
            "exports in progress on the node, beyond: 503; one for each user, beyond: 429");
        public static readonly WholeNumberSetting ApiPagesPerAddress = new(
            "Limits:ApiPagesPerAddress", 6, 1, 10_000,
            "answers in progress to one address, with API documents or files of /docs. Beyond: 429");
        public static readonly WholeNumberSetting ApiPages = new(
            "Limits:ApiPages", 16, 1, 10_000, "such answers in progress on the node. Beyond: 503");
    }

    internal static class Framework
    {
        public static readonly FrameworkSetting Environment = new(
            WebHostDefaults.EnvironmentKey, "ASPNETCORE_ENVIRONMENT",
            "dotnet run sets Development; Production needs a signing key", "Production");
        public static readonly FrameworkSetting Logging = new(
            "Logging", "Logging__LogLevel__CATEGORY", "which levels are logged", "appsettings.json", "level");
        public static readonly FrameworkSetting LogFormat = new(
            "Logging:Console:FormatterName", "Logging__Console__FormatterName",
            "format of the log: JSON objects, or lines for people; the default in Development is simple", "json",
            "json, simple, systemd");
        public static readonly FrameworkSetting Kestrel = new(
            "Kestrel", "Kestrel__Certificates__Default__Path",
            "certificate for https addresses, with …__Password; also Kestrel__Endpoints__NAME__Url");
        public static readonly OptionalTextSetting OtlpEndpoint = new(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OpenTelemetry collector that gets metrics and traces; OpenTelemetry's other settings (OTEL_…) apply too");
        public static readonly OptionalTextSetting LicenseKey = new(
            "AutoMapper:LicenseKey", "licence key of AutoMapper");
        public static readonly FrameworkSetting ContentRoot = new(
            WebHostDefaults.ContentRootKey, "ASPNETCORE_CONTENTROOT", "directory of appsettings.json", "the program's",
            "directory");
        public static readonly FrameworkSetting WebRoot = new(
            WebHostDefaults.WebRootKey, "ASPNETCORE_WEBROOT", "directory of the page's files", "wwwroot", "directory");
        public static readonly FrameworkSetting ApplicationName = new(
            WebHostDefaults.ApplicationKey, "ASPNETCORE_APPLICATIONNAME", "the framework's name for the program",
            "ChatApp.Api");
        public static readonly FrameworkSetting DetailedErrors = new(
            WebHostDefaults.DetailedErrorsKey, "ASPNETCORE_DETAILEDERRORS",
            "whether the framework describes start-up errors; this server always does", "false", "true, false");
    }
}
