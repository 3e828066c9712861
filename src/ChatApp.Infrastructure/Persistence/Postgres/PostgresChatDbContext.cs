using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresChatDbContext(DbContextOptions<PostgresChatDbContext> options) : ChatDbContext(options)
{
    protected override string? ByteCollation => "C";

    protected override bool StoresComputedColumns => true;

    protected override string LastMinuteSql => "date_bin('1 minute', last_at, TIMESTAMPTZ '1970-01-01 00:00:00+00')";
}
