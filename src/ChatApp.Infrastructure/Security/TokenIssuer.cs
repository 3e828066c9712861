using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Makes tokens as functions of the session, so that a repeated refresh yields the same successor without any token being
/// stored: the access token is a JWT (HS256), the refresh token is base64url of session (16 bytes), generation (4) and
/// an HMAC-SHA256 over both (32).
/// </summary>
internal sealed class TokenIssuer(JwtSettings settings, SigningKey key) : ITokenIssuer
{
    private const int ClaimsLength = 20;
    private const int RefreshTokenLength = ClaimsLength + HMACSHA256.HashSizeInBytes;

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials =
        new(new SymmetricSecurityKey(key.AccessTokens), SecurityAlgorithms.HmacSha256);

    public TimeSpan RefreshTokenLifetime => settings.RefreshTokenLifetime;

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
        if (refreshToken.Length != Base64Url.GetEncodedLength(RefreshTokenLength)
            || Base64Url.DecodeFromChars(refreshToken, bytes, out _, out var written) != OperationStatus.Done
            || written != RefreshTokenLength)
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.RefreshTokens, bytes[..ClaimsLength], expected);
        return CryptographicOperations.FixedTimeEquals(expected, bytes[ClaimsLength..])
            ? new RefreshTokenClaims(new Guid(bytes[..16], bigEndian: true), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]))
            : null;
    }

    private string MakeRefreshToken(Guid sessionId, int generation)
    {
        Span<byte> bytes = stackalloc byte[RefreshTokenLength];
        WriteClaims(bytes, sessionId, generation);
        HMACSHA256.HashData(key.RefreshTokens, bytes[..ClaimsLength], bytes[ClaimsLength..]);
        return Base64Url.EncodeToString(bytes);
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
                [AccessTokenClaims.UserId] = session.UserId.ToString(),
                [AccessTokenClaims.SessionId] = session.Id.ToString(),
                [AccessTokenClaims.Generation] = session.Generation,
                [JwtRegisteredClaimNames.Jti] = MakeJwtId(session, issuedAt),
            },
        });

    // The same token has the same id, any other token another one.
    private string MakeJwtId(Session session, DateTimeOffset issuedAt)
    {
        Span<byte> bytes = stackalloc byte[ClaimsLength + sizeof(long)];
        WriteClaims(bytes, session.Id, session.Generation);
        BinaryPrimitives.WriteInt64BigEndian(bytes[ClaimsLength..], issuedAt.UtcTicks);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.RefreshTokens, bytes, hash);
        return Base64Url.EncodeToString(hash[..16]);
    }

    private static void WriteClaims(Span<byte> bytes, Guid sessionId, int generation)
    {
        sessionId.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], generation);
    }
}
