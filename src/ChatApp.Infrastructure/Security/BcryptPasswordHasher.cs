using ChatApp.Infrastructure.Diagnostics;
using BcryptNet = BCrypt.Net.BCrypt;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Hashes passwords with BCrypt over SHA-384, since BCrypt reads only 72 bytes, on threads of the lowest priority.
/// Thread-safe. A caller without a place in the <see cref="HashingQueue"/> gets <c>unavailable</c>.
/// </summary>
/// <remarks>
/// After the work factor was lowered, the time of a failed login tells users with older hashes from unknown ones.
/// </remarks>
internal sealed class BcryptPasswordHasher : IPasswordHasher, IDisposable
{
    private readonly HashingQueue _queue;
    private readonly int _workFactor;
    private readonly string _hashOfNobody;

    public BcryptPasswordHasher(PasswordSettings settings, ChatMetrics metrics)
    {
        _queue = new HashingQueue(settings.Waiting);
        metrics.ObserveQueuedPasswords(() => _queue.Count);
        _workFactor = settings.WorkFactor;
        _hashOfNobody = Hash(Guid.CreateVersion7().ToString(), _workFactor);
        for (var i = 0; i < settings.HashingThreads; i++)
        {
            BackgroundThread.Start($"password hashing {i + 1}", WorkOff);
        }
    }

    public Task<Result<string>> HashAsync(string password, HashingCaller caller, CancellationToken cancellationToken) =>
        QueueAsync(new PasswordJob<string>(caller, () => Hash(password, _workFactor), cancellationToken));

    public async Task<Result<bool>> VerifyAsync(
        string password, string? hash, HashingCaller caller, CancellationToken cancellationToken)
    {
        var verified = await QueueAsync(
            new PasswordJob<bool>(caller, () => Verify(password, hash ?? _hashOfNobody), cancellationToken));
        return verified.IsSuccess && hash is null ? false : verified;
    }

    public bool IsOutdated(string hash) => BcryptNet.PasswordNeedsRehash(hash, _workFactor);

    /// <summary>The threads end when the queue is empty.</summary>
    public void Dispose() => _queue.Close();

    private static string Hash(string password, int workFactor) =>
        BcryptNet.EnhancedHashPassword(password, BCrypt.Net.HashType.SHA384, workFactor);

    private bool Verify(string password, string hash)
    {
        if (BcryptNet.EnhancedVerify(password, hash, BCrypt.Net.HashType.SHA384))
        {
            return true;
        }

        // A hash with an older, lower work factor is verified faster, which would reveal that the user exists. Each
        // step of the factor doubles the work, so one hash per missing step makes up the difference.
        for (var factor = FactorOf(hash); factor < _workFactor; factor++)
        {
            Hash(password, factor);
        }

        return false;
    }

    private static int FactorOf(string hash) =>
        int.Parse(BcryptNet.InterrogateHash(hash).WorkFactor, CultureInfo.InvariantCulture);

    private Task<Result<T>> QueueAsync<T>(PasswordJob<T> job)
    {
        if (!_queue.TryAdd(job))
        {
            job.Refuse();
        }

        return job.Result;
    }

    private void WorkOff()
    {
        while (_queue.Take() is { } job)
        {
            job.Run();
        }
    }
}
