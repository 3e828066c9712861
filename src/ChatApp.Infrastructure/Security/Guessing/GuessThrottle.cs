using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using ChatApp.Infrastructure.RateLimiting;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// Counts wrong passwords on this node. A device that shows a session of the user is counted by itself. All others are counted by account and address
/// together, which is strict; by address; and by account, which is gentle, and left out for addresses from which the user has lately logged in.
/// </summary>
internal sealed class GuessThrottle(GuessSettings settings, AddressWidths widths, TimeProvider time) : IGuessThrottle
{
    private readonly AttemptBuckets<(Guid AccountId, Guid DeviceId)> _devices = new(settings.Own, time);
    private readonly AttemptBuckets<(Guid AccountId, ClientAddress Address)> _places = new(settings.Own, time);
    private readonly AddressAttempts _addresses = new(settings.Address, widths, time);
    private readonly AttemptBuckets<Guid> _accounts = new(settings.Account, time);
    private readonly KnownPlaces _known = new(time);

    public Error? Begin(PasswordAttempt attempt)
    {
        if (!settings.Enabled)
        {
            return null;
        }

        var wait = attempt.DeviceId is { } deviceId ? _devices.Take((attempt.AccountId, deviceId)) : TakeAsStranger(attempt);
        return wait is null ? null : Error.RateLimited(wait.Value);
    }

    public void Succeeded(PasswordAttempt attempt)
    {
        Withdraw(attempt);
        if (settings.Enabled)
        {
            _known.Add(attempt.AccountId, attempt.Address);
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
            _devices.GiveBack((attempt.AccountId, deviceId));
            return;
        }

        _places.GiveBack((attempt.AccountId, attempt.Address));
        _addresses.GiveBack(attempt.Address);
        if (!_known.Contains(attempt.AccountId, attempt.Address))
        {
            _accounts.GiveBack(attempt.AccountId);
        }
    }

    private TimeSpan? TakeAsStranger(PasswordAttempt attempt)
    {
        var place = (attempt.AccountId, attempt.Address);
        if (_places.Take(place) is { } placeWait)
        {
            return placeWait;
        }

        if (_addresses.Take(attempt.Address) is { } addressWait)
        {
            _places.GiveBack(place);
            return addressWait;
        }

        if (!_known.Contains(attempt.AccountId, attempt.Address) && _accounts.Take(attempt.AccountId) is { } accountWait)
        {
            _places.GiveBack(place);
            _addresses.GiveBack(attempt.Address);
            return accountWait;
        }

        return null;
    }
}
