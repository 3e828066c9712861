using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>SQLite has neither a UUID nor a time type: see <see cref="SqliteValues"/> for what stands for them.</summary>
internal sealed class SqliteChatDbContext(DbContextOptions<SqliteChatDbContext> options) : ChatDbContext(options)
{
    // SQLite compares text by bytes unless told otherwise.
    protected override string? ByteCollation => null;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Guid>().HaveConversion<SqliteValues.GuidConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<SqliteValues.TimeConverter>();
    }
}
