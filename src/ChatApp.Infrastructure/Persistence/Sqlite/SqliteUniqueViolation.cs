using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteUniqueViolation : IUniqueViolation
{
    // https://www.sqlite.org/rescode.html#constraint_unique
    private const int ConstraintUnique = 2067;

    public bool IsViolated(DbUpdateException exception) =>
        exception.InnerException is SqliteException { SqliteExtendedErrorCode: ConstraintUnique };
}
