namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresChatDbContext(DbContextOptions<PostgresChatDbContext> options) : ChatDbContext(options)
{
    protected override string? ByteCollation => "C";
}
