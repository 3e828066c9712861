using Microsoft.EntityFrameworkCore.Design;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresChatDbContext(DbContextOptions<PostgresChatDbContext> options) : ChatDbContext(options)
{
    protected override string? ByteCollation => "C";
}

/// <summary>For <c>dotnet ef migrations add</c>; needs no server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresChatDbContext>
{
    public PostgresChatDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresChatDbContext>().UseNpgsql("Host=localhost").Options);
}
