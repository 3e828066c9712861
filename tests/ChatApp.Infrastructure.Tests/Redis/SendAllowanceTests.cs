using ChatApp.Infrastructure.Redis;

namespace ChatApp.Infrastructure.Tests.Redis;

internal sealed class SendAllowanceTests
{
    [Test]
    public void Half_a_portion_is_on_credit_and_then_one_asks()
    {
        var allowance = new SendAllowance(portion: 10);

        var asks = Enumerable.Range(0, 20).Select(_ => allowance.Spend(1)).ToList();

        Assert.That(asks.IndexOf(true), Is.EqualTo(5));
        Assert.That(asks.Count(isAsking => isAsking), Is.EqualTo(1), "one at a time");
        Assert.That(allowance.Debt, Is.EqualTo(20));
    }

    [Test]
    public void What_was_granted_is_used_up_before_it_asks_again()
    {
        var allowance = new SendAllowance(portion: 10);
        while (!allowance.Spend(1))
        {
        }

        allowance.Answer(paid: allowance.Debt, granted: 10, refusedUntil: 77);

        Assert.That(allowance.RefusedUntil, Is.Zero, "there was something");
        Assert.That(Enumerable.Range(0, 16).Select(_ => allowance.Spend(1)).ToList().IndexOf(true), Is.EqualTo(15));
    }

    [Test]
    public void An_empty_bucket_is_remembered_until_there_is_more()
    {
        var allowance = new SendAllowance(portion: 10);

        allowance.Answer(paid: 0, granted: 0, refusedUntil: 77);
        Assert.That(allowance.RefusedUntil, Is.EqualTo(77));

        allowance.Answer(paid: 0, granted: 1, refusedUntil: 99);
        Assert.That(allowance.RefusedUntil, Is.Zero);
    }

    [Test]
    public void Without_an_answer_the_debt_is_forgotten_and_it_asks_again_later()
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
    public async Task Many_threads_lose_none()
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

        // Each answer was asked for, and each took ten off the count.
        Assert.That(allowance.Debt, Is.LessThanOrEqualTo(20));
    }
}
