using System.Buffers.Binary;
using System.Buffers.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Issues tokens. Each is a function of the session, so a repeated refresh returns the same successor. The refresh
/// token contains the session id (16 bytes) and the generation (4 bytes), the ticket the fields of
/// <see cref="TicketClaims"/>.
/// </summary>
internal sealed class TokenIssuer(JwtSettings settings, SigningKeys keys) : ITokenIssuer
{
    /// <summary>The claim with the refresh generation that an access token was issued with.</summary>
    public const string GenerationClaim = "gen";

    private const int GuidLength = 16;
    private const int RefreshTokenLength = GuidLength + sizeof(int);
    private const int TicketLength = (3 * GuidLength) + sizeof(int) + (2 * sizeof(long));

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials = new(keys.Current.AccessTokens, keys.Current.Algorithm);

    public SessionLifetime SessionLifetime => settings.SessionLifetime;

    public SessionTokens Issue(Session session, DateTimeOffset now)
    {
        var isStillGood = now - session.RotatedAt <= settings.AccessTokenLifetime / 2;
        var issuedAt = isStillGood ? session.RotatedAt : now;
        var expiresAt = issuedAt + settings.AccessTokenLifetime;
        return new SessionTokens(
            MakeAccessToken(session, issuedAt, expiresAt),
            "bearer",
            (int)(expiresAt - now).TotalSeconds,
            MakeRefreshToken(session.Id, session.Generation));
    }

    public RefreshTokenClaims? ReadRefreshToken(string refreshToken)
    {
        Span<byte> bytes = stackalloc byte[RefreshTokenLength];
        return AuthenticatedBytes.TryDecode(refreshToken, keys.All.Select(key => key.RefreshTokens), bytes)
            ? new RefreshTokenClaims(ReadGuid(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[GuidLength..]))
            : null;
    }

    public string MakeTicket(TicketClaims claims)
    {
        Span<byte> bytes = stackalloc byte[TicketLength];
        WriteGuid(bytes, claims.Id);
        WriteGuid(bytes[GuidLength..], claims.UserId);
        WriteGuid(bytes[(2 * GuidLength)..], claims.SessionId);
        var numbers = bytes[(3 * GuidLength)..];
        BinaryPrimitives.WriteInt32BigEndian(numbers, claims.Generation);
        BinaryPrimitives.WriteInt64BigEndian(numbers[sizeof(int)..], claims.TokenExpiresAt.ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64BigEndian(
            numbers[(sizeof(int) + sizeof(long))..], claims.ExpiresAt.ToUnixTimeMilliseconds());
        return AuthenticatedBytes.Encode(bytes, keys.Current.Tickets);
    }

    public TicketClaims? ReadTicket(string ticket)
    {
        Span<byte> bytes = stackalloc byte[TicketLength];
        if (!AuthenticatedBytes.TryDecode(ticket, keys.All.Select(key => key.Tickets), bytes))
        {
            return null;
        }

        var numbers = bytes[(3 * GuidLength)..];
        return new TicketClaims(
            ReadGuid(bytes),
            ReadGuid(bytes[GuidLength..]),
            ReadGuid(bytes[(2 * GuidLength)..]),
            BinaryPrimitives.ReadInt32BigEndian(numbers),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(numbers[sizeof(int)..])),
            DateTimeOffset.FromUnixTimeMilliseconds(
                BinaryPrimitives.ReadInt64BigEndian(numbers[(sizeof(int) + sizeof(long))..])));
    }

    private string MakeRefreshToken(Guid sessionId, int generation)
    {
        Span<byte> bytes = stackalloc byte[RefreshTokenLength];
        WriteGeneration(bytes, sessionId, generation);
        return AuthenticatedBytes.Encode(bytes, keys.Current.RefreshTokens);
    }

    private string MakeAccessToken(Session session, DateTimeOffset issuedAt, DateTimeOffset expiresAt) =>
        _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = settings.Issuer,
            Audience = settings.Audience,
            IssuedAt = issuedAt.UtcDateTime,
            NotBefore = issuedAt.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            SigningCredentials = _credentials,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = session.UserId.ToString(),
                [JwtRegisteredClaimNames.Sid] = session.Id.ToString(),
                [GenerationClaim] = session.Generation,
                [JwtRegisteredClaimNames.Jti] = MakeJwtId(session, issuedAt),
            },
        });

    // Equal tokens have equal ids, and different tokens have different ids.
    private string MakeJwtId(Session session, DateTimeOffset issuedAt)
    {
        Span<byte> bytes = stackalloc byte[RefreshTokenLength + sizeof(long)];
        WriteGeneration(bytes, session.Id, session.Generation);
        BinaryPrimitives.WriteInt64BigEndian(bytes[RefreshTokenLength..], issuedAt.UtcTicks);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys.Current.TokenIds, bytes, hash);
        return Base64Url.EncodeToString(hash[..GuidLength]);
    }

    private static void WriteGeneration(Span<byte> bytes, Guid sessionId, int generation)
    {
        WriteGuid(bytes, sessionId);
        BinaryPrimitives.WriteInt32BigEndian(bytes[GuidLength..], generation);
    }

    private static void WriteGuid(Span<byte> bytes, Guid id) => id.TryWriteBytes(bytes, bigEndian: true, out _);

    private static Guid ReadGuid(ReadOnlySpan<byte> bytes) => new(bytes[..GuidLength], bigEndian: true);
}
