namespace ChatApp.Infrastructure.Settings;

/// <summary>The catalogue of the settings that this project reads, and their only description.</summary>
public static class InfrastructureSettings
{
    private const int TenYears = 3_650;

    /// <summary>Whether rates are limited at all.</summary>
    public static readonly SwitchSetting RateLimitsEnabled = new(
        "RateLimits:Enabled", DefaultValue: true,
        "whether the limits of all settings that begin with RateLimits__ apply. Each answer with 429 is delayed by a "
        + "second");

    /// <summary>All settings in the order of docs/settings.md.</summary>
    public static IReadOnlyList<SettingGroup> Groups =>
    [
        SettingGroup.Of("Database and nodes", typeof(Storage)),
        SettingGroup.Of("Retention", typeof(Retention)),
        SettingGroup.Of("Tokens and sessions", typeof(Tokens)),
        SettingGroup.Of("People and passwords", typeof(People)),
        SettingGroup.Of("Rates of sending and of wrong passwords", typeof(Rates)),
    ];

    internal static class Storage
    {
        public static readonly OptionalTextSetting Postgres = new(
            "ConnectionStrings:Postgres", "connection string of PostgreSQL; without it the embedded database is used");
        public static readonly OptionalTextSetting Redis = new(
            "ConnectionStrings:Redis",
            "Redis for several nodes with one PostgreSQL: host:port,password=… or redis://…");
        public static readonly TextSetting DataDirectory = new(
            "Storage:DataDirectory", "data",
            "directory of the embedded database and the generated key; a relative path begins at the working "
            + "directory");
        public static readonly SwitchSetting MigrateOnStart = new(
            "Database:MigrateOnStart", DefaultValue: true,
            "whether the server migrates the schema at start. If several servers start at once, one migrates and the "
            + "others wait. If false, the server is not ready until another process has migrated");
        public static readonly WholeNumberSetting WaitAtStartSeconds = new(
            "Database:WaitAtStartSeconds", 15, 0, 3_600,
            "how long the server waits at start for a PostgreSQL that does not answer");
    }

    internal static class Retention
    {
        public static readonly WholeNumberSetting MessageDays = new(
            "Retention:MessageDays", 0, 0, TenYears,
            "how many days messages are kept; 0: for ever. The newest message of a conversation only loses its text");
        public static readonly WholeNumberSetting EventDays = new(
            "Retention:EventDays", 0, 0, TenYears,
            "how many days events are kept, at most as long as messages; 0: as long as messages. A device that was "
            + "away for longer has to reload (cursor_expired)");
    }

    internal static class Tokens
    {
        public static readonly OptionalTextSetting SigningKey = new(
            "Jwt:SigningKey",
            "HS256 key: a text of at least 32 UTF-8 bytes. In Production this or Jwt__SigningKeyFile is required")
        {
            Default = "generated",
        };
        public static readonly OptionalTextSetting SigningKeyFile = new(
            "Jwt:SigningKeyFile",
            "file with a private key on P-256 in PEM, for ES256. Its public part is at /.well-known/jwks.json");
        public static readonly ListSetting PreviousSigningKeys = new(
            "Jwt:PreviousSigningKeys", "replaced keys; tokens signed with them stay valid");
        public static readonly ListSetting PreviousSigningKeyFiles = new(
            "Jwt:PreviousSigningKeyFiles", "replaced key files; tokens signed with them stay valid");
        public static readonly TextSetting Issuer = new("Jwt:Issuer", "chatapp", "the iss claim of access tokens");
        public static readonly TextSetting Audience = new("Jwt:Audience", "chatapp", "the aud claim of access tokens");
        public static readonly WholeNumberSetting AccessTokenMinutes = new(
            "Jwt:AccessTokenMinutes", 15, 1, 24 * 60, "lifetime of an access token");
        public static readonly WholeNumberSetting RefreshTokenDays = new(
            "Jwt:RefreshTokenDays", 30, 1, TenYears,
            "lifetime of a refresh token: how long a session lasts without use");
        public static readonly WholeNumberSetting SessionDays = new(
            "Jwt:SessionDays", 365, 1, TenYears, "maximum lifetime of a session, even with use");
        public static readonly WholeNumberSetting RetentionDays = new(
            "Sessions:RetentionDays", 30, 1, TenYears,
            "how long an ended session stays in the database, with its address and user agent");
        public static readonly WholeNumberSetting SessionsPerUser = new(
            "Limits:SessionsPerUser", 100, 1, 10_000,
            "sessions of one user; a further login ends the least recently used one");
    }

    internal static class People
    {
        public static readonly ChoiceSetting Registration = new(
            "Registration:Mode", "open", "closed",
            "closed: registration is refused (403 registration_closed); existing accounts are not affected");
        public static readonly ListSetting ReservedNames = new(
            "Users:ReservedNames", "usernames that cannot be registered, separated by commas")
        {
            TakesCommas = true,
            Default = "names of server and staff",
        };
        public static readonly ChoiceSetting Directory = new(
            "Users:Directory", "open", "exact",
            "open: the search finds users by the start of their username; exact: only by the whole username");
        public static readonly SwitchSetting Presence = new(
            "Presence:Enabled", DefaultValue: true,
            "whether users who are in touch see of each other who is online, and when the other was last");
        public static readonly WholeNumberSetting WorkFactor = new(
            "Passwords:WorkFactor", 12, 4, 16,
            "cost of BCrypt: 2 to this power rounds, at least 10 in Production. After a change, each password is "
            + "rehashed at the next login");
        public static readonly WholeNumberSetting HashingThreads = new(
            "Passwords:HashingThreads", Math.Max(1, Environment.ProcessorCount - 1), 1, 64,
            "threads that hash passwords: the most cores that a flood of logins can use")
        {
            Default = "cores − 1",
        };
        public static readonly WholeNumberSetting Waiting = new(
            "Passwords:Waiting", 128, 1, 10_000,
            "passwords that may wait to be hashed. Logins and registrations take turns, and so do the addresses "
            + "within each kind. If the queue is full, a login displaces a registration, and an address with few "
            + "waiting passwords displaces one of the address with the most; a displaced request gets 503");
    }

    internal static class Rates
    {
        public static readonly SwitchSetting Enabled = RateLimitsEnabled;
        public static readonly RateSetting Messages = new(
            "RateLimits:Messages", RatePeriod.Second, 50, 500,
            "messages, read marks, pings and other frames of one user over REST and all sockets, over all nodes. "
            + "Beyond: 429, or an error frame");
        public static readonly RateSetting MessagesToOne = new(
            "RateLimits:MessagesToOne", RatePeriod.Second, 20, 200,
            "messages of one user to one other user, and edits of one user, of which each counts as the longest "
            + "message, over all nodes. Beyond: 429, or an error frame");
        public static readonly WholeNumberSetting BytesPerMessage = new(
            "RateLimits:BytesPerMessage", 1_000, 100, 1_000_000,
            "UTF-8 bytes that count as one message in both rates; a longer text counts as several, rounded up");
        public static readonly RateSetting NewConversations = new(
            "RateLimits:NewConversations", RatePeriod.Hour, 60, 60,
            "users to whom one user writes for the first time, over all nodes. Beyond: 429, or an error frame");
        public static readonly RateSetting Failures = new(
            "RateLimits:Failures", RatePeriod.Hour, 60, 20,
            "wrong passwords for one name (a username or an email address) from one address, or from one device that "
            + "has logged in before. Beyond: 429");
        public static readonly RateSetting AddressFailures = new(
            "RateLimits:AddressFailures", RatePeriod.Hour, 1_200, 100, "wrong passwords from one address. Beyond: 429");
        public static readonly RateSetting AccountFailures = new(
            "RateLimits:AccountFailures", RatePeriod.Hour, 360, 50,
            "wrong passwords for one name from addresses without a recent login by that name. Beyond: 429");
        public static readonly WholeNumberSetting AddressesPerHousehold = new(
            "Limits:AddressesPerHousehold", 2, 1, 1_000,
            "limit for all addresses of an IPv6 /56 together, as a multiple of the limit of one address");
        public static readonly WholeNumberSetting AddressesPerSite = new(
            "Limits:AddressesPerSite", 4, 1, 1_000,
            "limit for all addresses of an IPv6 /48 together, as a multiple of the limit of one address");
    }
}
