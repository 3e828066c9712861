using System.Security.Claims;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.SignalRPeer.Accounts;

internal sealed class AccessTokens(IConfiguration configuration)
{
    private readonly JsonWebTokenHandler _handler = new();
    private readonly SigningCredentials _credentials = new(Key(configuration), SecurityAlgorithms.HmacSha256);

    public TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(configuration.GetValue("Jwt:AccessTokenMinutes", 15));

    public static SymmetricSecurityKey Key(IConfiguration configuration) =>
        new(Encoding.UTF8.GetBytes(configuration["Jwt:SigningKey"] is { Length: >= 32 } key
            ? key
            : throw new InvalidOperationException("Jwt:SigningKey needs 32 characters or more.")));

    public string Create(User user) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Subject = new ClaimsIdentity(
        [
            new Claim(JwtRegisteredClaimNames.Sub, user.Id.ToString()),
            new Claim(JwtRegisteredClaimNames.UniqueName, user.Username),
        ]),
        Issuer = configuration["Jwt:Issuer"],
        Audience = configuration["Jwt:Audience"],
        Expires = TimeProvider.System.GetUtcNow().Add(Lifetime).UtcDateTime,
        SigningCredentials = _credentials,
    });
}
