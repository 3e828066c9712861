namespace ChatApp.Application.Maintenance;

/// <summary>Reads the state of the schema, and whether this version can use the database.</summary>
public sealed record GetSchema : IRequest<Result<SchemaReport>>;

internal sealed class GetSchemaHandler(IDatabaseSchema schema) : IRequestHandler<GetSchema, Result<SchemaReport>>
{
    public async Task<Result<SchemaReport>> Handle(GetSchema query, CancellationToken cancellationToken)
    {
        var report = await schema.ReadAsync(cancellationToken);
        return report with
        {
            Flaw = report switch
            {
                { Newer: { } newer } => $"The database was migrated by a newer version ({newer}).",
                { Exists: false } =>
                    $"There is no schema yet in {report.Database}; the command migrate creates it.",
                { Pending.Count: > 0 } =>
                    $"{report.Pending.Count} migrations are pending; the command migrate applies them.",
                _ => await schema.FindFlawAsync(cancellationToken),
            },
        };
    }
}
