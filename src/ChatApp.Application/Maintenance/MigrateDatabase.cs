namespace ChatApp.Application.Maintenance;

/// <summary>Applies the pending migrations.</summary>
public sealed record MigrateDatabase : IRequest<Result<MigrationReport>>;

internal sealed class MigrateDatabaseHandler(IDatabaseSchema schema)
    : IRequestHandler<MigrateDatabase, Result<MigrationReport>>
{
    public async Task<Result<MigrationReport>> Handle(
        MigrateDatabase command, CancellationToken cancellationToken) => await schema.MigrateAsync(cancellationToken);
}
