using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>Tells, for either database, whether a save failed because a unique index already has the value.</summary>
internal interface IUniqueViolation
{
    bool IsViolated(DbUpdateException exception);
}
