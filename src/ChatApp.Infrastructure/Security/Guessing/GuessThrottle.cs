using ChatApp.Application.Common;
using ChatApp.Application.RateLimiting;
using ChatApp.Application.Sessions;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// Counts wrong passwords on this node. A device with a session of the user is counted separately. All other attempts
/// are counted by name and address together (a strict limit), by address, and by name (a lenient limit). The limit by
/// name does not apply to addresses with a recent login by that name. Unknown names are counted in the same way, so the
/// limits do not reveal whether a name exists.
/// </summary>
internal sealed class GuessThrottle(GuessSettings settings, AddressWidths widths, TimeProvider time) : IGuessThrottle
{
    private readonly RateBuckets<Guid> _devices = new(settings.Own, time);
    private readonly RateBuckets<(Guid NameKey, ClientAddress Address)> _namesByAddress = new(settings.Own, time);
    private readonly AddressBuckets _addresses = new(settings.Address, widths, time);
    private readonly RateBuckets<Guid> _names = new(settings.Name, time);
    private readonly TrustedLoginAddresses _trusted = new(time);

    public Error? Begin(PasswordAttempt attempt)
    {
        if (!settings.Enabled)
        {
            return null;
        }

        var wait = attempt.DeviceId is { } deviceId ? _devices.Take(deviceId) : TakeAsStranger(attempt);
        return wait is null ? null : Error.RateLimited(wait.Value);
    }

    public void Succeeded(PasswordAttempt attempt)
    {
        Withdraw(attempt);
        if (settings.Enabled)
        {
            _trusted.Add(attempt.NameKey, attempt.Address);
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
        if (!_trusted.Contains(attempt.NameKey, attempt.Address))
        {
            _names.GiveBack(attempt.NameKey);
        }
    }

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

        if (!_trusted.Contains(attempt.NameKey, attempt.Address) && _names.Take(attempt.NameKey) is { } nameWait)
        {
            _namesByAddress.GiveBack(nameAtAddress);
            _addresses.GiveBack(attempt.Address);
            return nameWait;
        }

        return null;
    }
}
