using ChatApp.Infrastructure.Redis;

namespace ChatApp.Infrastructure.Tests.Redis;

internal sealed class SendAllowanceTests
{
    [Test]
    public void A_request_follows_after_half_a_portion_of_credit()
    {
        var allowance = new SendAllowance(portion: 10);

        var asks = Enumerable.Range(0, 20).Select(_ => allowance.Spend(1)).ToList();

        Assert.That(asks.IndexOf(true), Is.EqualTo(5));
        Assert.That(asks.Count(isAsking => isAsking), Is.EqualTo(1), "only one request at a time");
        Assert.That(allowance.Debt, Is.EqualTo(20));
    }

    [Test]
    public void A_granted_portion_is_used_before_the_next_request()
    {
        var allowance = new SendAllowance(portion: 10);
        while (!allowance.Spend(1))
        {
        }

        allowance.Answer(paid: allowance.Debt, granted: 10, refusedUntil: 77);

        Assert.That(allowance.RefusedUntil, Is.Zero, "something was granted");
        Assert.That(Enumerable.Range(0, 16).Select(_ => allowance.Spend(1)).ToList().IndexOf(true), Is.EqualTo(15));
    }

    [Test]
    public void A_refusal_is_remembered_until_more_is_granted()
    {
        var allowance = new SendAllowance(portion: 10);

        allowance.Answer(paid: 0, granted: 0, refusedUntil: 77);
        Assert.That(allowance.RefusedUntil, Is.EqualTo(77));

        allowance.Answer(paid: 0, granted: 1, refusedUntil: 99);
        Assert.That(allowance.RefusedUntil, Is.Zero);
    }

    [Test]
    public void A_failed_request_clears_the_debt()
    {
        var allowance = new SendAllowance(portion: 10);
        while (!allowance.Spend(1))
        {
        }

        allowance.GiveUp();

        Assert.That(allowance.Debt, Is.Zero);
        Assert.That(Enumerable.Range(0, 10).Select(_ => allowance.Spend(1)).ToList().IndexOf(true), Is.EqualTo(5));
    }

    [Test]
    public async Task Parallel_threads_lose_no_messages()
    {
        var allowance = new SendAllowance(portion: 10);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 25_000; i++)
            {
                if (allowance.Spend(1))
                {
                    allowance.Answer(paid: 7, granted: 3, refusedUntil: 0);
                }
            }
        })));

        // Each answer belongs to a request and reduces the debt by ten.
        Assert.That(allowance.Debt, Is.LessThanOrEqualTo(20));
    }
}
