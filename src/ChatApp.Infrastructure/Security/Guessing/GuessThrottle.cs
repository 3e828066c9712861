namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// Counts wrong passwords on this node. A device with a session of the user is counted separately. All other attempts
/// are counted by name and address together (a strict limit), by address, and by name (a lenient limit, not for
/// addresses with a recent login by that name). Unknown names count too, so the limits do not reveal whether a name
/// exists.
/// </summary>
internal sealed class GuessThrottle(GuessSettings settings, AddressWidths widths, TimeProvider time) : IGuessThrottle
{
    // Addresses from which users have logged in on this node, by the entered name; bounded.
    private const int MaxTrusted = 100_000;
    private static readonly TimeSpan TrustLifetime = TimeSpan.FromDays(30);

    private readonly RateBuckets<Guid> _devices = new(settings.Own, time);
    private readonly RateBuckets<(Guid NameKey, ClientAddress Address)> _namesByAddress = new(settings.Own, time);
    private readonly AddressBuckets _addresses = new(settings.Address, widths, time);
    private readonly RateBuckets<Guid> _names = new(settings.Name, time);
    private readonly BoundedCache<(Guid NameKey, ClientAddress Address), long> _trustedAt = new(MaxTrusted);

    public Error? Begin(PasswordAttempt attempt) =>
        settings.Enabled
        && (attempt.DeviceId is { } deviceId ? _devices.Take(deviceId) : TakeAsStranger(attempt)) is { } wait
            ? Error.RateLimited(wait)
            : null;

    public void Succeeded(PasswordAttempt attempt)
    {
        Withdraw(attempt);
        if (settings.Enabled)
        {
            _trustedAt.Set((attempt.NameKey, attempt.Address), time.GetTimestamp());
        }
    }

    public void Withdraw(PasswordAttempt attempt)
    {
        if (!settings.Enabled)
        {
            return;
        }

        if (attempt.DeviceId is { } deviceId)
        {
            _devices.GiveBack(deviceId);
            return;
        }

        _namesByAddress.GiveBack((attempt.NameKey, attempt.Address));
        _addresses.GiveBack(attempt.Address);
        if (!IsTrusted(attempt))
        {
            _names.GiveBack(attempt.NameKey);
        }
    }

    private bool IsTrusted(PasswordAttempt attempt) =>
        _trustedAt.TryGetValue((attempt.NameKey, attempt.Address), out var trustedAt)
        && time.GetElapsedTime(trustedAt) < TrustLifetime;

    private TimeSpan? TakeAsStranger(PasswordAttempt attempt)
    {
        var nameAtAddress = (attempt.NameKey, attempt.Address);
        if (_namesByAddress.Take(nameAtAddress) is { } ownWait)
        {
            return ownWait;
        }

        if (_addresses.Take(attempt.Address) is { } addressWait)
        {
            _namesByAddress.GiveBack(nameAtAddress);
            return addressWait;
        }

        if (!IsTrusted(attempt) && _names.Take(attempt.NameKey) is { } nameWait)
        {
            _namesByAddress.GiveBack(nameAtAddress);
            _addresses.GiveBack(attempt.Address);
            return nameWait;
        }

        return null;
    }
}
