using System.Globalization;
using ChatApp.Application.Accounts;
using BcryptNet = BCrypt.Net.BCrypt;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// BCrypt over SHA-384 of the password, since BCrypt itself looks at 72 bytes only. Runs on threads of its own, never
/// on those that serve requests, and of the lowest priority, so that it takes from the processor what nobody else
/// wants.
/// </summary>
/// <remarks>
/// May be called from any thread. Who waits, and for how long, is <see cref="HashingQueue"/>'s to say; who gets no
/// place there, or loses it, is told <c>unavailable</c>. A caller who goes away before a thread has begun on its job
/// saves the hashing; the place in the queue is free when a thread comes to it. Where the work factor was lowered, the
/// time of a wrong password tells the users with a hash of before from nobody, until they log in.
/// </remarks>
internal sealed class BcryptPasswordHasher : IPasswordHasher, IDisposable
{
    private readonly HashingQueue _queue;
    private readonly int _workFactor;
    private readonly string _hashOfNobody;

    public BcryptPasswordHasher(PasswordSettings settings)
    {
        _queue = new HashingQueue(settings.Waiting);
        _workFactor = settings.WorkFactor;
        _hashOfNobody = Hash(Guid.CreateVersion7().ToString());
        for (var i = 0; i < settings.HashingThreads; i++)
        {
            BackgroundThread.Start($"password hashing {i + 1}", WorkOff);
        }
    }

    public Task<Result<string>> HashAsync(
        string password, HashingCaller caller, CancellationToken cancellationToken) =>
        QueueAsync(new PasswordJob<string>(caller, () => Hash(password), cancellationToken));

    public async Task<Result<bool>> VerifyAsync(
        string password, string? hash, HashingCaller caller, CancellationToken cancellationToken)
    {
        var verified = await QueueAsync(
            new PasswordJob<bool>(caller, () => Verify(password, hash ?? _hashOfNobody), cancellationToken));
        return verified.IsSuccess && hash is null ? false : verified;
    }

    public bool IsOutdated(string hash) => BcryptNet.PasswordNeedsRehash(hash, _workFactor);

    /// <summary>The threads end once the queue is empty.</summary>
    public void Dispose() => _queue.Close();

    private string Hash(string password) => Hash(password, _workFactor);

    private static string Hash(string password, int workFactor) =>
        BcryptNet.EnhancedHashPassword(password, BCrypt.Net.HashType.SHA384, workFactor);

    private bool Verify(string password, string hash)
    {
        if (BcryptNet.EnhancedVerify(password, hash, BCrypt.Net.HashType.SHA384))
        {
            return true;
        }

        // A hash of before the factor was raised is quicker to refuse, which would tell that there is such a user. Each
        // step doubles the work, so one hash of each step that is missing makes up the difference.
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
