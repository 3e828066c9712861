namespace ChatApp.Infrastructure.Redis;

/// <summary>What taking from a bucket in Redis comes to, if nobody else takes from it meanwhile.</summary>
/// <param name="Bucket">How it is then, sealed.</param>
/// <param name="Life">In so many milliseconds it is full again, and need not be kept.</param>
/// <param name="Granted">How many it gives.</param>
/// <param name="Wait">If none, when there will be some.</param>
internal sealed record Draw(byte[] Bucket, long Life, long Granted, TimeSpan Wait);
