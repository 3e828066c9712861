using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Recognizes, for either database, that a save failed because a unique index already contains the value.
/// </summary>
internal interface IUniqueViolation
{
    bool IsViolated(DbUpdateException exception);
}
