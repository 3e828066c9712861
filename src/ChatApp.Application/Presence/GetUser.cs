using ChatApp.Application.Signals;
using ChatApp.Application.Users;

namespace ChatApp.Application.Presence;

/// <summary>Reads a user as the caller sees it.</summary>
public sealed record GetUser(Guid CallerId, Guid UserId) : IRequest<Result<UserProfileDto>>;

internal sealed class GetUserHandler(IUserDirectory users, SignalAudience audience, IPresence presence)
    : IRequestHandler<GetUser, Result<UserProfileDto>>
{
    public async Task<Result<UserProfileDto>> Handle(GetUser query, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(query.UserId, cancellationToken) is not { } user)
        {
            return UserErrors.NotFound;
        }

        // The deleted name of a closed account is shown, because histories have it, and nothing else. A user's own
        // signals do not reach the user, so the answer about oneself says nothing either.
        var isShown = presence.IsEnabled && user.ClosedAt is null
            && await audience.IncludesAsync(user.Id, query.CallerId, cancellationToken);
        var isOnline = isShown && (await presence.FindOnlineAsync([user.Id])).Contains(user.Id);
        return new UserProfileDto(
            user.Id, user.Username, user.DisplayName, isOnline, isShown ? user.LastSeenAt : null);
    }
}

/// <summary>A user as the caller sees it, without the email address.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The username, as written at registration.</param>
/// <param name="DisplayName">The name that others see.</param>
/// <param name="Online">
/// Whether the user is connected; false if no message was sent between the two, or under a block.
/// </param>
/// <param name="LastSeenAt">When the user was last online before now; null if that is not known or not shown.</param>
public sealed record UserProfileDto(
    Guid Id, string Username, string DisplayName, bool Online, DateTimeOffset? LastSeenAt);
