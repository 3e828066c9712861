namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// What one user may still send on this node before the next query to Redis; below zero, on credit. Thread-safe, except
/// <see cref="Bucket"/> and <see cref="Question"/>, which only the querying caller uses.
/// </summary>
/// <param name="portion">Half of it may be sent on credit before a query.</param>
internal sealed class SendAllowance(int portion)
{
    private long _left;
    private long _refusedUntil;
    private int _isAsking;

    public int Portion => portion;

    /// <summary>The timestamp until which the bucket is known to be empty.</summary>
    public long RefusedUntil => Volatile.Read(ref _refusedUntil);

    /// <summary>As last seen in Redis; empty if absent.</summary>
    public byte[] Bucket { get; set; } = [];

    /// <summary>
    /// Spends tokens; a negative cost gives them back. If true, the caller has to query Redis, which no other caller
    /// does now, and then to call <see cref="Answer"/>, <see cref="Postpone"/> or <see cref="GiveUp"/>.
    /// </summary>
    public bool Spend(int cost) =>
        Interlocked.Add(ref _left, -cost) < -(portion / 2)
        && Volatile.Read(ref _isAsking) == 0
        && Interlocked.Exchange(ref _isAsking, 1) == 0;

    /// <summary>The last query.</summary>
    public Task Question { get; set; } = Task.CompletedTask;

    /// <summary>The number of tokens spent on credit.</summary>
    public long Debt => Math.Max(0, -Volatile.Read(ref _left));

    /// <summary>Applies an answer of Redis.</summary>
    /// <param name="paid">The debt that was taken from the bucket.</param>
    /// <param name="granted">The tokens granted in addition.</param>
    /// <param name="refusedUntil">If nothing was granted, the timestamp at which more is available.</param>
    public void Answer(long paid, long granted, long refusedUntil)
    {
        Interlocked.Add(ref _left, paid + granted);
        Volatile.Write(ref _refusedUntil, granted > 0 ? 0 : refusedUntil);
        Volatile.Write(ref _isAsking, 0);
    }

    /// <summary>Other nodes were always faster: the debt stays, and a later call queries again.</summary>
    public void Postpone() => Volatile.Write(ref _isAsking, 0);

    /// <summary>Redis did not answer: the debt is cleared; only the limit of the node applies.</summary>
    public void GiveUp()
    {
        Volatile.Write(ref _left, 0);
        Volatile.Write(ref _isAsking, 0);
    }
}
