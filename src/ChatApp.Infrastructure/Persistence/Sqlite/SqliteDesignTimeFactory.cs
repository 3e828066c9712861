using Microsoft.EntityFrameworkCore.Design;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>Creates the context for <c>dotnet ef migrations add</c>; it opens no file.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteChatDbContext>
{
    public SqliteChatDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteChatDbContext>().UseSqlite("Data Source=:memory:").Options);
}
