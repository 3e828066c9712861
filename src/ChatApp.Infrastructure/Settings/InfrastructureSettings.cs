namespace ChatApp.Infrastructure.Settings;

/// <summary>The catalogue of the settings that this project reads, and their only description.</summary>
public static class InfrastructureSettings
{
    private const int TenYears = 3_650;

    /// <summary>Whether rates are limited at all.</summary>
    public static readonly SwitchSetting RateLimitsEnabled = new(
        "RateLimits:Enabled", DefaultValue: true,
        "whether rates are limited at all: all settings that begin with RateLimits__. An answer with 429 is held back "
        + "for a second");

    /// <summary>All settings in the order of docs/settings.md.</summary>
    public static IReadOnlyList<SettingGroup> Groups =>
    [
        SettingGroup.Of("Database and nodes", typeof(Storage)),
        SettingGroup.Of("Tokens and sessions", typeof(Tokens)),
        SettingGroup.Of("People and passwords", typeof(People)),
        SettingGroup.Of("Rates of sending and of wrong passwords", typeof(Rates)),
    ];

    internal static class Storage
    {
        public static readonly OptionalTextSetting Postgres = new(
            "ConnectionStrings:Postgres", "connection string of PostgreSQL, instead of the embedded database");
        public static readonly OptionalTextSetting Redis = new(
            "ConnectionStrings:Redis",
            "Redis between several nodes on one PostgreSQL: host:port,password=… or redis://…");
        public static readonly TextSetting DataDirectory = new(
            "Storage:DataDirectory", "data", "directory of the embedded database and of the generated key");
        public static readonly SwitchSetting MigrateOnStart = new(
            "Database:MigrateOnStart", DefaultValue: true,
            "whether a start migrates the schema. Of several starts at once one migrates and the others wait. With "
            + "false the server is not ready until another process has migrated");
        public static readonly WholeNumberSetting WaitAtStartSeconds = new(
            "Database:WaitAtStartSeconds", 15, 0, 3_600,
            "how long a start waits for a PostgreSQL that does not answer");
    }

    internal static class Tokens
    {
        public static readonly OptionalTextSetting SigningKey = new(
            "Jwt:SigningKey",
            "HS256 key: the UTF-8 bytes of the text, at least 32. In Production this or the next must be set")
        {
            Default = "generated",
        };
        public static readonly OptionalTextSetting SigningKeyFile = new(
            "Jwt:SigningKeyFile",
            "file with a private key on P-256 in PEM, for ES256. Its public part is at /.well-known/jwks.json");
        public static readonly ListSetting PreviousSigningKeys = new(
            "Jwt:PreviousSigningKeys", "keys that were replaced: what they have signed stays valid");
        public static readonly ListSetting PreviousSigningKeyFiles = new(
            "Jwt:PreviousSigningKeyFiles", "key files that were replaced: what they have signed stays valid");
        public static readonly TextSetting Issuer = new("Jwt:Issuer", "chatapp", "the iss of access tokens");
        public static readonly TextSetting Audience = new("Jwt:Audience", "chatapp", "the aud of access tokens");
        public static readonly WholeNumberSetting AccessTokenMinutes = new(
            "Jwt:AccessTokenMinutes", 15, 1, 24 * 60, "lifetime of an access token");
        public static readonly WholeNumberSetting RefreshTokenDays = new(
            "Jwt:RefreshTokenDays", 30, 1, TenYears, "lifetime of a refresh token: how long a session lasts unused");
        public static readonly WholeNumberSetting SessionDays = new(
            "Jwt:SessionDays", 365, 1, TenYears, "how long a session lasts, however much it is used");
        public static readonly WholeNumberSetting RetentionDays = new(
            "Sessions:RetentionDays", 30, 1, TenYears,
            "how long a session is kept after its end, with its address and user agent");
        public static readonly WholeNumberSetting SessionsPerUser = new(
            "Limits:SessionsPerUser", 100, 1, 10_000, "sessions of one user; one more ends the least recently used");
    }

    internal static class People
    {
        public static readonly ChoiceSetting Registration = new(
            "Registration:Mode", "open", "closed",
            "closed: nobody can register (403 registration_closed); existing accounts are not affected");
        public static readonly ListSetting ReservedNames = new(
            "Users:ReservedNames", "usernames that nobody can register, with commas between them")
        {
            TakesCommas = true,
            Default = "names that seem to speak for the server",
        };
        public static readonly ChoiceSetting Directory = new(
            "Users:Directory", "open", "exact",
            "open: users are found by the start of their username; exact: by the whole username only");
        public static readonly WholeNumberSetting WorkFactor = new(
            "Passwords:WorkFactor", 12, 4, 16,
            "cost of BCrypt: 2 to this power rounds, at least 10 in Production. After a change a password is hashed "
            + "again at its next login");
        public static readonly WholeNumberSetting HashingThreads = new(
            "Passwords:HashingThreads", Math.Max(1, Environment.ProcessorCount - 1), 1, 64,
            "threads that hash passwords: the most cores that a flood of logins can use")
        {
            Default = "cores − 1",
        };
        public static readonly WholeNumberSetting Waiting = new(
            "Passwords:Waiting", 128, 1, 10_000,
            "passwords that wait to be hashed. Logins and registrations take turns, and so do the addresses within "
            + "each. When the queue is full, a login displaces a registration, and an address with few waiting "
            + "displaces the one with the most; who is displaced gets 503");
    }

    internal static class Rates
    {
        public static readonly SwitchSetting Enabled = RateLimitsEnabled;
        public static readonly RateSetting Messages = new(
            "RateLimits:Messages", RatePeriod.Second, 50, 500,
            "messages, read marks and other frames of one user over REST and all sockets, pings too; over all nodes. "
            + "Beyond: 429, or an error frame");
        public static readonly RateSetting MessagesToOne = new(
            "RateLimits:MessagesToOne", RatePeriod.Second, 20, 200,
            "messages of one user to one other, over all nodes. Beyond: 429, or an error frame");
        public static readonly WholeNumberSetting BytesPerMessage = new(
            "RateLimits:BytesPerMessage", 1_000, 100, 1_000_000,
            "a longer text counts as several messages in both rates: one for each so many bytes of UTF-8, rounded up");
        public static readonly RateSetting NewConversations = new(
            "RateLimits:NewConversations", RatePeriod.Hour, 60, 60,
            "people to whom one user writes for the first time, over all nodes. Beyond: 429, or an error frame");
        public static readonly RateSetting Failures = new(
            "RateLimits:Failures", RatePeriod.Hour, 60, 20,
            "wrong passwords for one name (a username or an email address) from one address, or from one device that "
            + "has logged in before. Beyond: 429");
        public static readonly RateSetting AddressFailures = new(
            "RateLimits:AddressFailures", RatePeriod.Hour, 1_200, 100, "wrong passwords from one address. Beyond: 429");
        public static readonly RateSetting AccountFailures = new(
            "RateLimits:AccountFailures", RatePeriod.Hour, 360, 50,
            "wrong passwords for one name from addresses where nobody has lately logged in by it. Beyond: 429");
        public static readonly WholeNumberSetting AddressesPerHousehold = new(
            "Limits:AddressesPerHousehold", 2, 1, 1_000,
            "how many times the limit of one address all addresses of an IPv6 /56 have together");
        public static readonly WholeNumberSetting AddressesPerSite = new(
            "Limits:AddressesPerSite", 4, 1, 1_000,
            "how many times the limit of one address all addresses of an IPv6 /48 have together");
    }
}
