namespace ChatApp.Infrastructure.Persistence;

/// <summary>What the start has found out about the database. Written once, before the first request.</summary>
internal sealed class DatabaseState
{
    private int? _epoch;

    /// <summary>Which life of the database this is.</summary>
    /// <exception cref="InvalidOperationException">The start has not come that far.</exception>
    public int Epoch
    {
        get => _epoch ?? throw new InvalidOperationException("The database has not been opened yet.");
        set => _epoch = value;
    }
}
