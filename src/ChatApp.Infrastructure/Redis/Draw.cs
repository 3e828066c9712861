namespace ChatApp.Infrastructure.Redis;

/// <summary>The result of taking from a bucket in Redis, valid if no other node changes the bucket meanwhile.</summary>
/// <param name="Bucket">The new state of the bucket, sealed.</param>
/// <param name="Life">Milliseconds until the bucket is full again and its key can expire.</param>
/// <param name="Granted">The number of granted tokens.</param>
/// <param name="Wait">If none are granted, the time until some are available.</param>
internal sealed record Draw(byte[] Bucket, long Life, long Granted, TimeSpan Wait);
