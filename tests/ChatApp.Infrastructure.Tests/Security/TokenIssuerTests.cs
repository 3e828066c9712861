using System.Text;
using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Security;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ChatApp.Infrastructure.Tests.Security;

internal sealed class TokenIssuerTests
{
    private static readonly JwtSettings Jwt = new("issuer", "audience", TimeSpan.FromMinutes(15), TestSession.Lifetime);

    private readonly SigningKeys _keys = KeysOf("a signing key of 32 bytes or more");
    private readonly Session _session =
        Session.Start(
            Guid.CreateVersion7(), Guid.CreateVersion7(), TestTime.Noon, TestSession.Lifetime, TestSession.Device);

    private readonly TicketClaims _ticket = new(
        Guid.CreateVersion7(),
        Guid.CreateVersion7(),
        Guid.CreateVersion7(),
        7,
        TestTime.Noon.AddMinutes(15),
        TestTime.Noon.AddMilliseconds(30_001));

    private readonly TokenIssuer _issuer;

    public TokenIssuerTests() => _issuer = new TokenIssuer(Jwt, _keys);

    [Test]
    public void One_generation_has_one_refresh_token()
    {
        var tokens = new[] { Issue(0), Issue(10), Issue(20) }.Select(issued => issued.RefreshToken);

        Assert.That(tokens.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void The_next_generation_has_another_refresh_token()
    {
        var first = Issue(0);
        _session.Refresh(1, null, TestTime.Noon, TestSession.Lifetime, TestSession.Device);

        Assert.That(Issue(0).RefreshToken, Is.Not.EqualTo(first.RefreshToken));
    }

    [Test]
    public void An_early_repeat_returns_the_same_access_token()
    {
        var (now, later) = (Issue(0), Issue(7.5));

        Assert.That(later.AccessToken, Is.EqualTo(now.AccessToken));
        Assert.That((now.ExpiresIn, later.ExpiresIn, now.TokenType), Is.EqualTo((900, 450, "bearer")));
    }

    [Test]
    public void A_late_repeat_returns_a_new_access_token()
    {
        var (now, later) = (Issue(0), Issue(7.6));

        Assert.That(later.AccessToken, Is.Not.EqualTo(now.AccessToken));
        Assert.That(later.ExpiresIn, Is.EqualTo(900));
    }

    [Test]
    public void A_refresh_token_can_be_read()
    {
        _session.Refresh(1, null, TestTime.Noon, TestSession.Lifetime, TestSession.Device);

        Assert.That(
            _issuer.ReadRefreshToken(Issue(0).RefreshToken), Is.EqualTo(new RefreshTokenClaims(_session.Id, 2)));
    }

    [Test]
    public void A_modified_refresh_token_is_invalid()
    {
        var token = Issue(0).RefreshToken;

        // The last character has unused bits, so it is not changed here.
        for (var i = 0; i < token.Length - 1; i++)
        {
            var tampered = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.That(_issuer.ReadRefreshToken(tampered), Is.Null, tampered);
        }
    }

    [Test]
    public void A_refresh_token_of_another_key_is_invalid()
    {
        var other = new TokenIssuer(Jwt, KeysOf("another signing key of 32 bytes!"));

        Assert.That(other.ReadRefreshToken(Issue(0).RefreshToken), Is.Null);
    }

    [Test]
    public void Another_text_is_not_a_refresh_token(
        [Values(0, 1, 69, 70, 71, 10_000)] int length, [Values('A', '!', ' ', 'é', '=')] char character)
    {
        Assert.That(_issuer.ReadRefreshToken(new string(character, length)), Is.Null);
    }

    [Test]
    public void An_access_token_is_not_a_refresh_token()
    {
        Assert.That(_issuer.ReadRefreshToken(Issue(0).AccessToken), Is.Null);
    }

    [Test]
    public void An_access_token_has_the_claims_of_the_contract()
    {
        var token = new JsonWebToken(Issue(0).AccessToken);

        Assert.Multiple(() =>
        {
            Assert.That((token.Alg, token.Typ), Is.EqualTo(("HS256", "JWT")));
            Assert.That(token.Subject, Is.EqualTo(_session.UserId.ToString()));
            Assert.That(token.GetClaim(JwtRegisteredClaimNames.Sid).Value, Is.EqualTo(_session.Id.ToString()));
            Assert.That(token.GetClaim(TokenIssuer.GenerationClaim).Value, Is.EqualTo("1"));
            Assert.That((token.Issuer, token.Audiences.Single()), Is.EqualTo(("issuer", "audience")));
            Assert.That(
                (token.IssuedAt, token.ValidFrom), Is.EqualTo((TestTime.Noon.UtcDateTime, TestTime.Noon.UtcDateTime)));
            Assert.That(token.ValidTo, Is.EqualTo(TestTime.Noon.AddMinutes(15).UtcDateTime));
            Assert.That(token.Id, Is.Not.Empty);
        });
    }

    [TestCase(0, true)]
    [TestCase(14.99, true)]
    [TestCase(15, false)]
    [TestCase(-0.5, true, Description = "the clock of another node is half a minute ahead")]
    [TestCase(-0.6, false)]
    public async Task An_access_token_is_valid_only_for_its_lifetime(double minutes, bool isGood)
    {
        var rules = new AccessTokenVerifier(Jwt, _keys, new FakeTimeProvider(TestTime.Noon.AddMinutes(minutes)));

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(Issue(0).AccessToken, rules.Parameters);

        Assert.That(result.IsValid, Is.EqualTo(isGood));
    }

    [TestCase("other", "audience")]
    [TestCase("issuer", "other")]
    public async Task An_access_token_for_another_issuer_or_audience_is_refused(string issuer, string audience)
    {
        var rules = new AccessTokenVerifier(
            Jwt with { Issuer = issuer, Audience = audience }, _keys, new FakeTimeProvider(TestTime.Noon));

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(Issue(0).AccessToken, rules.Parameters);

        Assert.That(result.IsValid, Is.False);
    }

    [Test]
    public void A_ticket_can_be_read()
    {
        Assert.That(_issuer.ReadTicket(_issuer.MakeTicket(_ticket)), Is.EqualTo(_ticket));
    }

    [Test]
    public void A_modified_ticket_is_invalid()
    {
        var ticket = _issuer.MakeTicket(_ticket);

        for (var i = 0; i < ticket.Length - 1; i++)
        {
            var tampered = ticket[..i] + (ticket[i] == 'A' ? 'B' : 'A') + ticket[(i + 1)..];
            Assert.That(_issuer.ReadTicket(tampered), Is.Null, tampered);
        }
    }

    [Test]
    public void A_token_of_one_kind_is_not_valid_as_another()
    {
        var (tokens, ticket) = (Issue(0), _issuer.MakeTicket(_ticket));

        Assert.That(_issuer.ReadTicket(tokens.RefreshToken), Is.Null);
        Assert.That(_issuer.ReadTicket(tokens.AccessToken), Is.Null);
        Assert.That(_issuer.ReadRefreshToken(ticket), Is.Null);
    }

    [Test]
    public async Task Tokens_of_a_previous_key_are_valid_and_new_tokens_use_the_current_key()
    {
        var (old, ticket) = (Issue(0), _issuer.MakeTicket(_ticket));
        var keys = new SigningKeys(KeysOf("another signing key of 32 bytes!").Current, [_keys.Current]);
        var rotated = new TokenIssuer(Jwt, keys);

        Assert.That(rotated.ReadRefreshToken(old.RefreshToken), Is.EqualTo(new RefreshTokenClaims(_session.Id, 1)));
        Assert.That(rotated.ReadTicket(ticket), Is.EqualTo(_ticket));
        Assert.That((await ValidateAsync(old.AccessToken, keys)).IsValid, Is.True);

        var made = rotated.Issue(_session, TestTime.Noon);
        Assert.That(new JsonWebToken(made.AccessToken).Kid, Is.EqualTo(keys.Current.Id));
        Assert.That(_issuer.ReadRefreshToken(made.RefreshToken), Is.Null);
        Assert.That(_issuer.ReadTicket(rotated.MakeTicket(_ticket)), Is.Null);
        Assert.That((await ValidateAsync(made.AccessToken, _keys)).IsValid, Is.False);
    }

    private static Task<Microsoft.IdentityModel.Tokens.TokenValidationResult> ValidateAsync(
        string token, SigningKeys keys) =>
        new JsonWebTokenHandler().ValidateTokenAsync(
            token, new AccessTokenVerifier(Jwt, keys, new FakeTimeProvider(TestTime.Noon)).Parameters);

    private SessionTokens Issue(double minutes) => _issuer.Issue(_session, TestTime.Noon.AddMinutes(minutes));

    private static SigningKeys KeysOf(string text) => new(SigningKey.FromSecret(Encoding.UTF8.GetBytes(text)), []);
}
