using Microsoft.EntityFrameworkCore.Design;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Creates the context for <c>dotnet ef migrations add</c>; it needs no server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresChatDbContext>
{
    public PostgresChatDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresChatDbContext>().UseNpgsql("Host=localhost").Options);
}
