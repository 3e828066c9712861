using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Api.Security;

/// <summary>
/// The stored part of a valid access token: its caller and validity period, but not the token itself.
/// </summary>
/// <param name="caller">The caller that it identifies.</param>
/// <param name="validFrom">Its <c>nbf</c>; <see cref="DateTime.MinValue"/> if it has none.</param>
internal sealed class AcceptedToken(Caller caller, DateTime validFrom) : SecurityToken
{
    public Caller Caller => caller;

    public override DateTime ValidFrom => validFrom;

    public override DateTime ValidTo => caller.TokenExpiresAt.UtcDateTime;

    // These members are not needed after validation.
    public override string Id => string.Empty;

    public override string Issuer => string.Empty;

    public override SecurityKey? SecurityKey => null;

    public override SecurityKey? SigningKey
    {
        get => null;
        set => throw new NotSupportedException("The key of an accepted token is not stored.");
    }
}
