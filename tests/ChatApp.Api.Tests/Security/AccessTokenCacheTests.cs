using ChatApp.Api.Security;

namespace ChatApp.Api.Tests.Security;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AccessTokenCacheTests
{
    private const int Capacity = 8;

    private readonly AccessTokenCache _cache = new(Capacity);

    [Test]
    public void A_cached_token_is_found_only_by_its_whole_text()
    {
        var token = Keep("header.claims.signature");

        Assert.That(Find("header.claims.signature"), Is.SameAs(token));
        Assert.That(Find("header.claims.signaturf"), Is.Null);
        Assert.That(Find("header.claims."), Is.Null);
        Assert.That(Find(""), Is.Null);
    }

    [Test]
    public void The_cache_never_exceeds_its_capacity()
    {
        for (var i = 0; i < 10 * Capacity; i++)
        {
            Keep($"{i}");
            Assert.That(_cache.Count, Is.LessThanOrEqualTo(Capacity));
        }

        Assert.That(Find($"{(10 * Capacity) - 1}"), Is.Not.Null, "the newest token is cached");
        Assert.That(Find("0"), Is.Null, "the oldest token is not");
    }

    [Test]
    public void A_used_token_survives_any_number_of_new_ones()
    {
        var used = Keep("used");

        for (var i = 0; i < 10 * Capacity; i++)
        {
            Keep($"{i}");
            Assert.That(Find("used"), Is.SameAs(used));
        }
    }

    [Test]
    public void A_removed_token_is_gone()
    {
        Keep("old");
        for (var i = 0; i < Capacity / 2; i++)
        {
            Keep($"{i}");
        }

        Keep("old");
        _cache.Forget(TokenDigest.Of("old"));

        Assert.That(Find("old"), Is.Null);
    }

    [Test]
    public async Task Many_threads_can_use_the_cache()
    {
        var wrong = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var text = $"{(i + thread) % (2 * Capacity)}";
                var found = Find(text);
                if (found is null)
                {
                    Keep(text);
                }
                else if (found.Caller.Generation != int.Parse(text) || _cache.Count > Capacity)
                {
                    Interlocked.Increment(ref wrong);
                }

                if (i % 7 == 0)
                {
                    _cache.Forget(TokenDigest.Of(text));
                }
            }
        }))).WithTimeout();

        Assert.That(wrong, Is.Zero);
    }

    private AcceptedToken? Find(string text) => _cache.Find(TokenDigest.Of(text));

    // The generation distinguishes the tokens.
    private AcceptedToken Keep(string text)
    {
        var generation = int.TryParse(text, out var number) ? number : 0;
        var token = new AcceptedToken(
            new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), generation, DateTimeOffset.UnixEpoch),
            DateTime.UnixEpoch);
        _cache.Keep(TokenDigest.Of(text), token);
        return token;
    }
}
