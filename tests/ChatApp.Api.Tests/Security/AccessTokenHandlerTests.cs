using System.Security.Claims;
using ChatApp.Api.Security;
using ChatApp.Application.Sessions;
using ChatApp.Infrastructure.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace ChatApp.Api.Tests.Security;

/// <summary>
/// A cached token is refused for the same reasons as a new one.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AccessTokenHandlerTests
{
    private ChatTestServer _server = null!;
    private ChatUser _alice = null!;
    private AccessTokenHandler _handler = null!;

    [SetUp]
    public async Task IssueAToken()
    {
        _server = await ChatTestServer.StartAsync(new ChatTestServerOptions { UseFakeClock = true });
        _alice = await _server.RegisterAsync();
        Cache = new AccessTokenCache();
        _handler = new AccessTokenHandler(_server.Services.GetRequiredService<IAccessTokenVerifier>(), Cache);
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    private AccessTokenCache Cache { get; set; } = null!;

    private FakeTimeProvider Clock => _server.Clock!;

    [Test]
    public async Task A_second_use_returns_the_same_caller_without_a_second_validation()
    {
        var (first, second) = (await ValidateAsync(_alice.AccessToken), await ValidateAsync(_alice.AccessToken));

        Assert.That(second.SecurityToken, Is.SameAs(first.SecurityToken), "from the cache, not validated again");
        Assert.That(
            CallerOf(second), Is.EqualTo(CallerOf(first)).And.Property(nameof(Caller.UserId)).EqualTo(_alice.Id));
        Assert.That(second.ClaimsIdentity.IsAuthenticated, Is.True);
        Assert.That(
            CallerOf(second)!.TokenExpiresAt.ToUnixTimeSeconds(),
            Is.EqualTo(Tokens.Claims(_alice.AccessToken)["exp"]!.GetValue<long>()));
    }

    [Test]
    public async Task A_cached_token_expires_exactly_at_its_exp()
    {
        var expires = CallerOf(await ValidateAsync(_alice.AccessToken))!.TokenExpiresAt;

        Clock.SetUtcNow(expires.AddTicks(-1));
        Assert.That((await ValidateAsync(_alice.AccessToken)).IsValid, Is.True);
        Clock.SetUtcNow(expires);
        Assert.That((await ValidateAsync(_alice.AccessToken)).IsValid, Is.False);
        Assert.That(Cache.Count, Is.Zero, "the token is removed from the cache");
        Assert.That(
            (await ValidateAsync(_alice.AccessToken)).IsValid, Is.False, "a new validation refuses it too");
    }

    [Test]
    public async Task A_cached_token_is_refused_if_the_clock_is_set_back_before_its_nbf()
    {
        var begin = Clock.GetUtcNow();
        var notBefore = DateTimeOffset.FromUnixTimeSeconds(Tokens.Claims(_alice.AccessToken)["nbf"]!.GetValue<long>());
        Assert.That((await ValidateAsync(_alice.AccessToken)).IsValid, Is.True);

        Clock.AdjustTime(notBefore - AccessTokenVerifier.MaxClockSkew - TimeSpan.FromTicks(1));
        Assert.That((await ValidateAsync(_alice.AccessToken)).IsValid, Is.False);
        Clock.AdjustTime(begin);
        Assert.That((await ValidateAsync(_alice.AccessToken)).IsValid, Is.True);
    }

    [Test]
    public async Task A_refusal_is_not_cached()
    {
        var claims = Tokens.Claims(_alice.AccessToken);
        claims["nbf"] = (Clock.GetUtcNow() + AccessTokenVerifier.MaxClockSkew).ToUnixTimeSeconds() + 1;
        var token = Tokens.Sign(claims, _server.SigningKey);

        Assert.That((await ValidateAsync(token)).IsValid, Is.False);
        Assert.That(Cache.Count, Is.Zero);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await ValidateAsync(token)).IsValid, Is.True, "the token has become valid");
    }

    [Test]
    public async Task A_cached_token_with_another_signature_is_refused()
    {
        var parts = _alice.AccessToken.Split('.');
        await ValidateAsync(_alice.AccessToken);
        var other = Tokens.Sign(Tokens.Claims(_alice.AccessToken), "another key that is as long as the server's key")
            .Split('.')[2];
        var changed = (parts[2][0] == 'A' ? 'B' : 'A') + parts[2][1..];

        foreach (var signature in new[] { other, changed, "", parts[2][..^4], parts[2] + "AAAA" })
        {
            Assert.That((await ValidateAsync($"{parts[0]}.{parts[1]}.{signature}")).IsValid, Is.False, signature);
        }

        Assert.That(Cache.Count, Is.EqualTo(1));
        Assert.That((await ValidateAsync(_alice.AccessToken)).IsValid, Is.True);
    }

    [Test]
    public async Task Parallel_validations_of_many_tokens_return_the_right_callers()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _server.RegisterAsync()));

        var wrong = (await Task.WhenAll(Enumerable.Range(0, 800).Select(i => Task.Run(async () =>
        {
            var user = users[i % users.Length];
            return CallerOf(await ValidateAsync(user.AccessToken))?.UserId == user.Id;
        })))).Count(isRight => !isRight);

        Assert.That(wrong, Is.Zero);
        Assert.That(Cache.Count, Is.EqualTo(users.Length));
    }

    [Test]
    public async Task A_cached_token_of_an_ended_session_is_refused()
    {
        await _alice.GetMeAsync();
        await _alice.GetMeAsync();
        await _alice.LogOutAsync();

        using var response = await _alice.HttpClient.GetAsync("api/v1/users/me");
        await response.ProblemAsync(System.Net.HttpStatusCode.Unauthorized, "unauthorized");
    }

    private Task<TokenValidationResult> ValidateAsync(string token) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters());

    private static Caller? CallerOf(TokenValidationResult result) =>
        Caller.Of(new ClaimsPrincipal(result.ClaimsIdentity));
}
