using ChatApp.Infrastructure.Persistence.Accounts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteUniqueViolation : IUniqueViolation
{
    // https://www.sqlite.org/rescode.html#constraint_unique and #constraint_primarykey:
    // two codes for what is one to PostgreSQL.
    private const int ConstraintUnique = 2067;
    private const int ConstraintPrimaryKey = 1555;

    public bool IsViolated(DbUpdateException exception) =>
        exception.InnerException
            is SqliteException { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey };
}
