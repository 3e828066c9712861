using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class AccessTokenTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task The_token_carries_the_eight_claims()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var user = await Server.RegisterAsync();
        var claims = Tokens.Claims(user.AccessToken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Tokens.Header(user.AccessToken)["alg"]!.GetValue<string>(), Is.EqualTo("HS256"));
            Assert.That(Text(claims, "sub"), Is.EqualTo(user.Id.ToString()));
            Assert.That(Guid.TryParse(Text(claims, "sid"), out _), Is.True);
            Assert.That(Text(claims, "iss"), Is.Not.Empty);
            Assert.That(Text(claims, "aud"), Is.Not.Empty);
            Assert.That(Text(claims, "jti"), Is.Not.Empty);
            Assert.That(Number(claims, "iat"), Is.InRange(before, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
            Assert.That(Number(claims, "nbf"), Is.EqualTo(Number(claims, "iat")));
            Assert.That(Number(claims, "exp"), Is.EqualTo(Number(claims, "iat") + (15 * 60)));
        }
    }

    [Test]
    public async Task Every_token_has_its_own_id()
    {
        var user = await Server.RegisterAsync();
        var first = Tokens.Claims(user.AccessToken);
        await user.RefreshAsync();
        var second = Tokens.Claims(user.AccessToken);
        var third = Tokens.Claims((await user.LogInAsync()).AccessToken);

        Assert.That(new[] { Text(first, "jti"), Text(second, "jti"), Text(third, "jti") }, Is.Unique);
        Assert.That(Text(third, "sid"), Is.Not.EqualTo(Text(first, "sid")));
    }

    [Test]
    public async Task Issuer_and_audience_can_be_configured()
    {
        await using var server = await StartServerAsync(("Jwt:Issuer", "the issuer"), ("Jwt:Audience", "the audience"));
        var claims = Tokens.Claims((await server.RegisterAsync()).AccessToken);

        Assert.That((Text(claims, "iss"), Text(claims, "aud")), Is.EqualTo(("the issuer", "the audience")));
    }

    [Test]
    public async Task A_token_that_the_test_signs_with_the_server_key_is_accepted()
    {
        // Proves that the signing code of the tests works, which the refusals below need.
        var user = await Server.RegisterAsync();
        var token = Tokens.Sign(Tokens.Claims(user.AccessToken), Server.SigningKey);

        await GetMeAsync(token).JsonAsync(HttpStatusCode.OK);
    }

    [TestCase("x")]
    [TestCase("exp")]
    [TestCase("b64")]
    public async Task A_token_with_a_critical_extension_is_refused(string extension)
    {
        var user = await Server.RegisterAsync();
        var header = Tokens.HeaderOf("HS256", ("crit", new JsonArray(extension)), (extension, 1));
        var token = Tokens.Sign(header, Tokens.Claims(user.AccessToken), Encoding.UTF8.GetBytes(Server.SigningKey));

        await GetMeAsync(token).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await GetMeAsync(token).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [TestCase("HS384")]
    [TestCase("HS512")]
    [TestCase("none")]
    public async Task Only_the_configured_algorithm_is_accepted(string algorithm)
    {
        var user = await Server.RegisterAsync();
        await RefusedAsync(Tokens.Sign(Tokens.Claims(user.AccessToken), Server.SigningKey, algorithm));
    }

    [Test]
    public async Task A_token_of_another_key_is_refused()
    {
        var user = await Server.RegisterAsync();
        await RefusedAsync(
            Tokens.Sign(Tokens.Claims(user.AccessToken), "another key that is as long as the server's key"));
    }

    [Test]
    public async Task A_token_with_the_id_of_another_key_is_refused()
    {
        var claims = Tokens.Claims((await Server.RegisterAsync()).AccessToken);
        var kid = Tokens.Header((await Server.RegisterAsync()).AccessToken)["kid"]!.GetValue<string>();

        await GetMeAsync(Sign(("kid", kid))).JsonAsync(HttpStatusCode.OK);
        foreach (var other in (JsonNode?[])
            ["another", "", $"{kid}x", "../../dev/null", 1, true, new JsonArray(kid), new JsonObject(), null])
        {
            await RefusedAsync(Sign(("kid", other)));
        }

        string Sign(params (string, JsonNode?)[] header) =>
            Tokens.Sign(Tokens.HeaderOf("HS256", header), claims, Encoding.UTF8.GetBytes(Server.SigningKey));
    }

    [Test]
    public async Task Key_locations_in_a_token_are_ignored()
    {
        var claims = Tokens.Claims((await Server.RegisterAsync()).AccessToken);
        var mine = "a key that an attacker has chosen, 32 bytes"u8.ToArray();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}/keys.json";
        var jwk = new JsonObject { ["kty"] = "oct", ["k"] = Base64Url.EncodeToString(mine), ["alg"] = "HS256" };
        foreach (var (name, value) in ((string, JsonNode)[])
            [("jku", address), ("x5u", address), ("jwk", jwk), ("x5c", new JsonArray("MIIB"))])
        {
            await RefusedAsync(Tokens.Sign(Tokens.HeaderOf("HS256", (name, value.DeepClone())), claims, mine));

            // Signed with the server's key, the token is valid despite the other header members.
            var good = Tokens.Sign(
                Tokens.HeaderOf("HS256", (name, value.DeepClone())), claims, Encoding.UTF8.GetBytes(Server.SigningKey));
            await GetMeAsync(good).JsonAsync(HttpStatusCode.OK);
        }

        Assert.That(listener.Pending(), Is.False, "nothing was fetched");
    }

    [TestCase("at+jwt")]
    [TestCase("JWE")]
    [TestCase("")]
    public async Task A_token_of_another_type_is_refused(string type)
    {
        var claims = Tokens.Claims((await Server.RegisterAsync()).AccessToken);
        var header = Tokens.HeaderOf("HS256", ("typ", type));
        await RefusedAsync(Tokens.Sign(header, claims, Encoding.UTF8.GetBytes(Server.SigningKey)));
    }

    [TestCase("iss", "somebody else")]
    [TestCase("aud", "somebody else")]
    [TestCase("sid", "0198c5a0-0000-7000-8000-000000000000")]
    [TestCase("sid", "no session")]
    [TestCase("sub", "no user")]
    public async Task A_signed_token_with_a_wrong_claim_is_refused(string claim, string value)
    {
        var claims = Tokens.Claims((await Server.RegisterAsync()).AccessToken);
        claims[claim] = value;
        await RefusedAsync(Tokens.Sign(claims, Server.SigningKey));
    }

    [TestCase("sub")]
    [TestCase("sid")]
    [TestCase("exp")]
    [TestCase("iss")]
    [TestCase("aud")]
    public async Task A_signed_token_without_a_required_claim_is_refused(string claim)
    {
        var claims = Tokens.Claims((await Server.RegisterAsync()).AccessToken);
        claims.Remove(claim);
        await RefusedAsync(Tokens.Sign(claims, Server.SigningKey));
    }

    [Test]
    public async Task A_token_before_its_start_time_is_refused()
    {
        var claims = Tokens.Claims((await Server.RegisterAsync()).AccessToken);
        claims["nbf"] = Number(claims, "nbf") + 600;
        await RefusedAsync(Tokens.Sign(claims, Server.SigningKey));
    }

    [Test]
    public async Task A_token_with_changed_claims_is_refused()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var (mine, theirs) = (alice.AccessToken.Split('.'), bob.AccessToken.Split('.'));
        await RefusedAsync($"{mine[0]}.{theirs[1]}.{mine[2]}");
    }

    [TestCase("garbage")]
    [TestCase("a.b.c")]
    [TestCase("..")]
    public async Task Garbage_is_refused(string token) => await RefusedAsync(token);

    [Test]
    public async Task A_refresh_token_is_not_an_access_token() =>
        await RefusedAsync((await Server.RegisterAsync()).RefreshToken);

    [Test]
    public async Task A_token_of_another_scheme_is_refused()
    {
        var user = await Server.RegisterAsync();
        await RefusedAsync(new AuthenticationHeaderValue("Basic", user.AccessToken));
    }

    [Test]
    public async Task A_token_is_refused_only_after_its_expiry()
    {
        await using var server = await StartServerWithClockAsync();
        var user = await server.RegisterAsync();

        ClockOf(server).Advance(TimeSpan.FromSeconds((15 * 60) - 5));
        Assert.That((await user.GetMeAsync()).Id, Is.EqualTo(user.Id));
        ClockOf(server).Advance(TimeSpan.FromSeconds(10));

        using var response = await user.HttpClient.GetAsync("api/v1/users/me");
        await AssertUnauthorizedAsync(response);
    }

    [TestCase("GET", "api/v1/users/me")]
    [TestCase("GET", "api/v1/users?search=a")]
    [TestCase("GET", "api/v1/users/0198c5a0-0000-7000-8000-000000000000")]
    [TestCase("POST", "api/v1/auth/logout")]
    [TestCase("POST", "api/v1/auth/ticket")]
    [TestCase("GET", "api/v1/auth/sessions")]
    [TestCase("DELETE", "api/v1/auth/sessions/0198c5a0-0000-7000-8000-000000000000")]
    [TestCase("POST", "api/v1/messages/dm")]
    [TestCase("GET", "api/v1/messages/dm/0198c5a0-0000-7000-8000-000000000000")]
    [TestCase("POST", "api/v1/messages/dm/0198c5a0-0000-7000-8000-000000000000/read")]
    [TestCase("GET", "api/v1/messages/conversations")]
    [TestCase("GET", "api/v1/sync")]
    public async Task A_call_without_a_token_is_refused(string method, string path)
    {
        using var client = Server.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "POST" ? ChatJson.Content(new { }) : null;
        using var response = await client.SendAsync(request);
        await AssertUnauthorizedAsync(response);
    }

    private Task RefusedAsync(string token) => RefusedAsync(new AuthenticationHeaderValue("Bearer", token));

    private async Task RefusedAsync(AuthenticationHeaderValue credentials)
    {
        using var response = await GetMeAsync(credentials);
        await AssertUnauthorizedAsync(response);
    }

    private static async Task AssertUnauthorizedAsync(HttpResponseMessage response)
    {
        await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.That(
            response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme), Is.EqualTo(new[] { "Bearer" }));
    }

    private Task<HttpResponseMessage> GetMeAsync(string token) =>
        GetMeAsync(new AuthenticationHeaderValue("Bearer", token));

    private async Task<HttpResponseMessage> GetMeAsync(AuthenticationHeaderValue credentials)
    {
        using var client = Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/users/me")
        {
            Headers = { Authorization = credentials },
        };
        return await client.SendAsync(request);
    }

    private static string Text(JsonObject claims, string name) => claims[name]!.GetValue<string>();

    private static long Number(JsonObject claims, string name) => claims[name]!.GetValue<long>();
}
