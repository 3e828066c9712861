using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Api.Security;

/// <summary>
/// What is kept of an access token that was found good: what it says and from when to when, not the token itself.
/// </summary>
/// <param name="caller">Whom it names.</param>
/// <param name="validFrom">Its <c>nbf</c>; the least of all times when it has none.</param>
internal sealed class AcceptedToken(Caller caller, DateTime validFrom) : SecurityToken
{
    public Caller Caller => caller;

    public override DateTime ValidFrom => validFrom;

    public override DateTime ValidTo => caller.TokenExpiresAt.UtcDateTime;

    // Of no use once a token is accepted.
    public override string Id => string.Empty;

    public override string Issuer => string.Empty;

    public override SecurityKey? SecurityKey => null;

    public override SecurityKey? SigningKey
    {
        get => null;
        set => throw new NotSupportedException("The key of an accepted token is not kept.");
    }
}
