using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ChatApp.Api.Tests.Contract;

/// <summary>Key rotation and keys with a public part (docs/operations.md).</summary>
[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SigningKeyTests(Database database) : ContractTests(database)
{
    private const string Next = "the next signing key, of 32 bytes or more";

    private string _directory = "";

    [OneTimeSetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("chatapp-keys-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_key_replacement_logs_nobody_out(bool byPrivateKey)
    {
        await using var server = await StartServerAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        var lost = alice.RefreshToken;
        var (successor, _) = await RefreshAsync(server, lost);

        await server.RestartAsync(new Dictionary<string, string?>
        {
            ["Jwt:SigningKey"] = byPrivateKey ? null : Next,
            ["Jwt:SigningKeyFile"] = byPrivateKey ? MakeKey().Path : null,
            ["Jwt:PreviousSigningKeys:0"] = server.SigningKey,
        });

        // The old access token is still valid, over REST and for a socket. The old refresh token is valid too, whether
        // the answer of its refresh was lost or has arrived.
        Assert.That((await alice.GetMeAsync()).Id, Is.EqualTo(alice.Id));
        await using var socket = await alice.ConnectAsync();
        var (again, _) = await RefreshAsync(server, lost);
        Assert.That(again, Is.Not.EqualTo(successor), "the token is signed with the new key");
        var (third, access) = await RefreshAsync(server, successor);
        Assert.That(Tokens.Header(access)["alg"]!.GetValue<string>(), Is.EqualTo(byPrivateKey ? "ES256" : "HS256"));
        await RefreshAsync(server, third);
        await bob.RefreshAsync();

        // When the old key is removed, its signatures are no longer valid.
        var old = alice.AccessToken;
        await server.RestartAsync(new Dictionary<string, string?> { ["Jwt:PreviousSigningKeys:0"] = null });
        using var refused = await alice.HttpClient.GetAsync("api/v1/users/me");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), old);
        Assert.That((await bob.GetMeAsync()).Id, Is.EqualTo(bob.Id));
    }

    [Test]
    public async Task Tokens_of_a_removed_key_are_refused()
    {
        await using var server = await StartServerAsync();
        var alice = await server.RegisterAsync();

        await server.RestartAsync(new Dictionary<string, string?> { ["Jwt:SigningKey"] = Next });

        await alice.HttpClient.GetAsync("api/v1/users/me").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        using var client = server.CreateClient();
        await client.PostObjectAsync("api/v1/auth/refresh", new { refresh_token = alice.RefreshToken })
            .ProblemAsync(HttpStatusCode.Unauthorized, "invalid_refresh_token");
    }

    [Test]
    public async Task Other_programs_can_verify_a_token_signed_with_a_private_key()
    {
        var (path, key) = MakeKey();
        var (previousPath, previous) = MakeKey();
        await using var server = await StartServerAsync(
            ("Jwt:SigningKey", null), ("Jwt:SigningKeyFile", path), ("Jwt:PreviousSigningKeyFiles:0", previousPath));
        var alice = await server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();
        await alice.RefreshAsync();

        var keys = await GetKeysAsync(server);

        var kid = Tokens.Header(alice.AccessToken)["kid"]!.GetValue<string>();
        var published = keys.Single(candidate => candidate.Text("kid") == kid);
        using var verifier = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = Base64Url.DecodeFromChars(published.Text("x")),
                Y = Base64Url.DecodeFromChars(published.Text("y")),
            },
        });
        Assert.That(Tokens.IsSignedBy(alice.AccessToken, verifier), Is.True);
        Assert.That(Tokens.IsSignedBy(alice.AccessToken, previous), Is.False);
        Assert.That(keys, Has.Length.EqualTo(2));
        Assert.That(
            published.Names(),
            Is.EquivalentTo(new[] { "kid", "kty", "crv", "x", "y", "use", "alg" }),
            "no private part");
        Assert.That(
            (published.Text("kty"), published.Text("crv"), published.Text("use"), published.Text("alg")),
            Is.EqualTo(("EC", "P-256", "sig", "ES256")));
        Assert.That(key.ExportParameters(false).Q.X, Is.EqualTo(Base64Url.DecodeFromChars(published.Text("x"))));
    }

    [Test]
    public async Task The_public_part_of_a_key_signs_nothing()
    {
        var (path, key) = MakeKey();
        await using var server = await StartServerAsync(("Jwt:SigningKey", null), ("Jwt:SigningKeyFile", path));
        var alice = await server.RegisterAsync();
        var (header, claims) = (Tokens.Header(alice.AccessToken), Tokens.Claims(alice.AccessToken));
        var kid = header["kid"]!.GetValue<string>();

        // Proves that the signing code of the test works.
        await AssertAnswerAsync(server, Tokens.Sign(header, claims, key), HttpStatusCode.OK);
        byte[][] secrets =
        [
            key.ExportSubjectPublicKeyInfo(),
            Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()),
            key.ExportParameters(false).Q.X!,
        ];
        foreach (var secret in secrets)
        {
            await AssertAnswerAsync(
                server,
                Tokens.Sign(Tokens.HeaderOf("HS256", ("kid", kid)), claims, secret),
                HttpStatusCode.Unauthorized);
            await AssertAnswerAsync(
                server, Tokens.Sign(Tokens.HeaderOf("HS256"), claims, secret), HttpStatusCode.Unauthorized);
        }

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AssertAnswerAsync(server, Tokens.Sign(header, claims, other), HttpStatusCode.Unauthorized);
        await AssertAnswerAsync(
            server, Tokens.Sign(Tokens.HeaderOf("none", ("kid", kid)), claims, []), HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_secret_key_is_not_published() => Assert.That(await GetKeysAsync(Server), Is.Empty);

    private static async Task<JsonElement[]> GetKeysAsync(ChatTestServer server)
    {
        using var client = server.CreateClient();
        using var response = await client.GetAsync(".well-known/jwks.json");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/jwk-set+json"));
        var set = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        return [.. set.GetProperty("keys").EnumerateArray()];
    }

    private static async Task AssertAnswerAsync(ChatTestServer server, string token, HttpStatusCode expected)
    {
        using var client = server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await client.GetAsync("api/v1/users/me");
        Assert.That(response.StatusCode, Is.EqualTo(expected), token);
    }

    private static async Task<(string Refresh, string Access)> RefreshAsync(ChatTestServer server, string refreshToken)
    {
        using var client = server.CreateClient();
        var pair = await client.PostObjectAsync("api/v1/auth/refresh", new { refresh_token = refreshToken })
            .JsonAsync(HttpStatusCode.OK);
        return (pair.Text("refresh_token"), pair.Text("access_token"));
    }

    // Never disposed of, because the test process ends soon.
    private (string Path, ECDsa Key) MakeKey()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(_directory, $"{Guid.CreateVersion7():N}.pem");
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        return (path, key);
    }
}
