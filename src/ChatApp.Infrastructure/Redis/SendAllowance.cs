namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// What one user may still send on this node before Redis has to be asked again. It is taken from the user's bucket
/// there in portions; below nothing the user sends on credit, and what was sent so is taken from the bucket with the
/// next portion. Safe for use by any thread, without a lock, but <see cref="Bucket"/> and <see cref="Question"/>, which
/// are for the one who asks.
/// </summary>
/// <param name="portion">How many are asked for at a time; half as many may be sent on credit before they are.</param>
internal sealed class SendAllowance(int portion)
{
    private long _left;
    private long _refusedUntil;
    private int _isAsking;

    /// <summary>How many are asked for at a time.</summary>
    public int Portion => portion;

    /// <summary>Until when the bucket is known to be empty; in the past when it is not.</summary>
    public long RefusedUntil => Volatile.Read(ref _refusedUntil);

    /// <summary>The bucket as it was seen last in Redis; empty: not there.</summary>
    public byte[] Bucket { get; set; } = [];

    /// <summary>Spends so many, or, if negative, gives them back.</summary>
    /// <returns>
    /// Whether it is time to ask, which nobody does at the moment; the caller then has to, and to say
    /// <see cref="Answer"/>, <see cref="Postpone"/> or <see cref="GiveUp"/>.
    /// </returns>
    public bool Spend(int cost) =>
        Interlocked.Add(ref _left, -cost) < -(portion / 2)
        && Volatile.Read(ref _isAsking) == 0
        && Interlocked.Exchange(ref _isAsking, 1) == 0;

    /// <summary>The question that was asked last; completed when nobody asks.</summary>
    public Task Question { get; set; } = Task.CompletedTask;

    /// <summary>What was sent on credit so far.</summary>
    public long Debt => Math.Max(0, -Volatile.Read(ref _left));

    /// <summary>Redis has answered.</summary>
    /// <param name="paid">The debt that was taken from the bucket.</param>
    /// <param name="granted">What it gave beyond.</param>
    /// <param name="refusedUntil">When there will be more, if it gave nothing.</param>
    public void Answer(long paid, long granted, long refusedUntil)
    {
        Interlocked.Add(ref _left, paid + granted);
        Volatile.Write(ref _refusedUntil, granted > 0 ? 0 : refusedUntil);
        Volatile.Write(ref _isAsking, 0);
    }

    /// <summary>Others were always quicker: the debt stays, and the next one asks.</summary>
    public void Postpone() => Volatile.Write(ref _isAsking, 0);

    /// <summary>
    /// Redis has not answered: what was sent is forgotten, and the node's own limit is the only one for now.
    /// </summary>
    public void GiveUp()
    {
        Volatile.Write(ref _left, 0);
        Volatile.Write(ref _isAsking, 0);
    }
}
