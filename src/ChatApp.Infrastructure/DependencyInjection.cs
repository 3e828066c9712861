using ChatApp.Application.Exports;
using ChatApp.Application.Maintenance;
using ChatApp.Application.Maintenance.Seeding;
using ChatApp.Application.Presence;
using ChatApp.Application.Search;
using ChatApp.Application.Signals;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Persistence.Maintenance;
using ChatApp.Infrastructure.Persistence.Opening;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Persistence.Retention;
using ChatApp.Infrastructure.Persistence.Searching;
using ChatApp.Infrastructure.Persistence.Seeding;
using ChatApp.Infrastructure.Persistence.Writing;
using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Persistence.Sqlite;
using ChatApp.Infrastructure.Presence;
using ChatApp.Infrastructure.RateLimiting;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Redis;
using ChatApp.Infrastructure.Security;
using ChatApp.Infrastructure.Security.Guessing;
using ChatApp.Infrastructure.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using StackExchange.Redis;

namespace ChatApp.Infrastructure;

/// <summary>Registers the implementations of the application's ports.</summary>
public static class DependencyInjection
{
    /// <summary>Adds persistence, security and real-time delivery according to the settings.</summary>
    /// <exception cref="SettingException">A setting is invalid.</exception>
    public static IServiceCollection AddInfrastructure(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var database = DatabaseSettings.Read(configuration);
        services.AddHosted<ChatMetrics>();

        // Hosted services start in this order and stop in the reverse order: nothing runs before the database is open,
        // and the backplane still takes the hints of the last commits.
        services.AddHostedService<DatabaseInitializer>();
        services.AddHostedService<ClockMonitor>();
        if (database.Postgres is not null)
        {
            services.AddHostedService<EpochWatch>();
        }

        if (RedisSettings.Read(configuration) is { } redis)
        {
            AddRedis(services, redis);
        }

        AddRealtime(services, configuration);
        AddDatabase(services, database);
        AddStores(services, configuration);
        AddTokens(services, configuration, database, environment.IsProduction());
        AddPasswords(services, configuration, environment.IsProduction());
        return services;
    }

    /// <summary>
    /// Adds what commands of an operator need, beside running servers. Nothing runs in the background. There is no
    /// Redis, so nodes learn of ended sessions from the database, as they do of a lost hint. There are no keys, so a
    /// migration needs none.
    /// </summary>
    /// <exception cref="SettingException">A setting is invalid.</exception>
    public static IServiceCollection AddOperatorInfrastructure(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton<ChatMetrics>();
        AddRealtime(services, configuration);
        AddDatabase(services, DatabaseSettings.Read(configuration));
        AddStores(services, configuration);
        AddPasswords(services, configuration, environment.IsProduction());
        return services;
    }

    private static void AddDatabase(IServiceCollection services, DatabaseSettings database)
    {
        services.AddSingleton(database);
        services.AddSingleton<DatabaseState>();
        services.AddSingleton<IDatabaseSchema, DatabaseSchema>();
        services.AddSingleton<IDatabaseInspection, DatabaseInspection>();
        services.AddSingleton<ISeedTables, SeedTables>();
        if (database.Postgres is { } connectionString)
        {
            AddPostgres(services, connectionString);
        }
        else
        {
            AddSqlite(services, database);
        }
    }

    private static void AddStores(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IFailureClassifier, FailureClassifier>();
        services.AddSingleton<OutageLog>();
        services.AddSingleton<DatabaseHealth>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        services.AddSingleton<IAccountStore, AccountStore>();
        services.AddSingleton<IAccountContents, AccountContents>();
        services.AddSingleton<IAccountExport, AccountExport>();
        services.AddSingleton<IUserDirectory, UserDirectory>();
        services.AddSingleton<SessionCache>();
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<ICredentialStore, CredentialStore>();
        services.AddSingleton<EndedSessions>();
        services.AddSingleton(SessionSettings.Read(configuration));
        services.AddHosted<SessionPurge>();
        services.AddSingleton<IUsedTickets, UsedTickets>();
        services.AddSingleton<IConversationStore, ConversationStore>();
        services.AddSingleton<IMessageHistory, MessageHistory>();
        services.AddSingleton<IEventLog, EventLog>();
        services.AddSingleton<SearchIndex>();
        services.AddSingleton<IMessageSearch, MessageSearch>();
        services.AddHosted<SearchIndexer>();
        services.AddSingleton<DomainEventDispatcher>();
        services.AddSingleton<ConversationCache>();
        services.AddSingleton<ConversationDirectory>();
        services.AddSingleton<RowCache>();
        services.AddSingleton<OptimisticCommit>();
        services.AddSingleton<LockedCommit>();
        services.AddSingleton<OutcomeSearch>();
        services.AddSingleton<BatchCommitter>();
        services.AddHosted<BatchWriter>();
        services.AddSingleton<IConversationWriter>(provider => provider.GetRequiredService<BatchWriter>());
        services.AddHosted<UserAnnouncer>();
        services.AddHosted<MessageErasure>();
        services.AddSingleton(RetentionSettings.Read(configuration));
        services.AddSingleton<RetentionLease>();
        services.AddSingleton<EventPurge>();
        services.AddSingleton<MessagePurge>();
        services.AddHosted<RetentionService>();
    }

    private static void AddPostgres(IServiceCollection services, string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        if (!connection.ShouldSerialize("Max Auto Prepare"))
        {
            // Each of the server's about 20 statements is prepared on its second use and then not parsed again. An
            // operator turns that off for a pooler that knows no prepared statements.
            connection.MaxAutoPrepare = 64;
            connection.AutoPrepareMinUsages = 2;
        }

        services.AddSingleton<PostgresTimeline>();
        services.AddSingleton(provider => provider.GetRequiredService<PostgresTimeline>().Connect(connection));
        services.AddSingleton<PostgresOutages>();
        services.AddPooledDbContextFactory<PostgresChatDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(provider.GetRequiredService<PostgresOutages>()));
        services.AddSingleton<IDbContextFactory<ChatDbContext>, ContextFactory<PostgresChatDbContext>>();
        services.AddSingleton<IDatabaseOpening, PostgresOpening>();
        services.AddSingleton<IDatabaseBackup, PostgresBackup>();
        services.AddSingleton<Func<ISeedDatabase>>(provider =>
            () => new PostgresSeedDatabase(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<IConversationDatabase>(provider =>
            new PostgresConversationDatabase(connection, provider.GetRequiredService<PostgresTimeline>()));
        services.AddSingleton<IPreparedReads, PostgresReads>();
        services.AddSingleton<ISearchDocuments, PostgresSearchDocuments>();
    }

    private static void AddSqlite(IServiceCollection services, DatabaseSettings database)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = database.SqliteFile,
            DefaultTimeout = DatabaseSettings.CommandTimeoutSeconds,
        };
        var pooled = settings.ConnectionString;

        settings.Pooling = false;
        var kept = settings.ConnectionString;
        services.AddSingleton<SqliteWriteGate>();
        services.AddPooledDbContextFactory<SqliteChatDbContext>((provider, options) => options
            .UseSqlite(pooled)
            .AddInterceptors(new SqlitePragmas(provider.GetRequiredService<SqliteWriteGate>())));
        services.AddSingleton<IDbContextFactory<ChatDbContext>, ContextFactory<SqliteChatDbContext>>();
        services.AddSingleton<IDatabaseOpening, SqliteOpening>();
        services.AddSingleton<IDatabaseBackup, SqliteBackup>();
        services.AddSingleton<Func<ISeedDatabase>>(() => new SqliteSeedDatabase(database));
        services.AddSingleton<IPreparedReads>(provider =>
            new SqliteReads(kept, provider.GetRequiredService<SqliteWriteGate>()));
        services.AddSingleton<ISearchDocuments, SqliteSearchDocuments>();
        services.AddSingleton<IConversationDatabase>(provider =>
            new SqliteConversationDatabase(kept, provider.GetRequiredService<SqliteWriteGate>()));
    }

    private static void AddTokens(
        IServiceCollection services, IConfiguration configuration, DatabaseSettings database, bool isProduction)
    {
        var jwt = JwtSettings.Read(configuration);
        var keys = SigningKeys.Read(configuration, database.DataDirectory, isProduction);
        services.AddSingleton(keys);
        services.AddSingleton<ITokenIssuer>(new TokenIssuer(jwt, keys));
        services.AddSingleton(jwt);
        services.AddSingleton<IAccessTokenVerifier, AccessTokenVerifier>();
    }

    private static void AddPasswords(IServiceCollection services, IConfiguration configuration, bool isProduction)
    {
        services.AddSingleton(PasswordSettings.Read(configuration, isProduction));
        services.AddSingleton<IPasswordHasher, BcryptPasswordHasher>();
        services.AddSingleton(new AddressWidths(
            InfrastructureSettings.Rates.AddressesPerHousehold.Read(configuration),
            InfrastructureSettings.Rates.AddressesPerSite.Read(configuration)));
        services.AddSingleton(GuessSettings.Read(configuration));
        services.AddSingleton<IGuessThrottle, GuessThrottle>();
        services.AddSingleton<ISecurityAudit, AuditLog>();
        services.AddSingleton(AccountSettings.ReadRegistration(configuration));
        services.AddSingleton(AccountSettings.ReadDirectory(configuration));
    }

    private static void AddRealtime(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<IBackplane, InProcessBackplane>();
        services.TryAddSingleton<ISocketQuota, InProcessSocketQuota>();
        services.TryAddSingleton<ISendQuota, InProcessSendQuota>();
        services.TryAddSingleton<IPresenceState, LocalPresence>();
        services.AddSingleton(SendLimitSettings.Read(configuration));
        services.AddSingleton<ISendLimits, SendLimits>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<IEventCatalogue, EventCatalogue>();
        services.AddSingleton<IEventEncoder, EventEncoder>();
        services.AddSingleton<StreamReads>();
        services.AddSingleton<StreamSubscriptions>();
        services.AddSingleton<IStreamSubscriptions>(provider => provider.GetRequiredService<StreamSubscriptions>());
        services.AddHosted<NodeInbox>();
        services.AddHosted<StreamReconciler>();
        services.AddSingleton<RealtimePublisher>();
        services.AddSingleton<IRealtimePublisher>(provider => provider.GetRequiredService<RealtimePublisher>());
        services.AddSingleton<ISignalPublisher>(provider => provider.GetRequiredService<RealtimePublisher>());
        services.AddSingleton(new PresenceSettings(InfrastructureSettings.People.Presence.Read(configuration)));
        services.AddSingleton<LastSeenTimes>();
        services.AddSingleton<PresenceAnnouncer>();
        services.AddHosted<PresenceTracker>();
        services.AddSingleton<IPresence>(provider => provider.GetRequiredService<PresenceTracker>());
    }

    private static void AddRedis(IServiceCollection services, ConfigurationOptions options)
    {
        services.AddSingleton(options);
        services.AddHosted<RedisConnection>();
        services.AddSingleton<RedisSeal>();
        services.AddSingleton<HintCodec>();
        services.AddHosted<RedisBackplane>();
        services.AddSingleton<IBackplane>(provider => provider.GetRequiredService<RedisBackplane>());
        services.AddHosted<RedisSocketQuota>();
        services.AddSingleton<ISocketQuota>(provider => provider.GetRequiredService<RedisSocketQuota>());
        services.AddSingleton<ISendQuota, RedisSendQuota>();
        services.AddSingleton<IPresenceState, RedisPresence>();
    }

    // Registers one instance, both under its own type and as a hosted service.
    private static void AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
