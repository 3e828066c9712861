using ChatApp.Infrastructure.Persistence.Accounts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

internal sealed class PostgresUniqueViolation : IUniqueViolation
{
    public bool IsViolated(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}
