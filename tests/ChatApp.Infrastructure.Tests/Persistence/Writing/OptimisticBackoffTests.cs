using ChatApp.Infrastructure.Persistence.Writing;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

internal sealed class OptimisticBackoffTests
{
    [Test]
    public void Consecutive_failures_double_the_pause_up_to_its_limit()
    {
        var tries = new OptimisticBackoff();
        var pauses = new List<int>();
        for (var i = 0; i < 9; i++)
        {
            tries.Failed();
            pauses.Add(PauseOf(tries));
        }

        Assert.That(pauses, Is.EqualTo(new[] { 1, 2, 4, 8, 16, 32, 64, 64, 64 }));
    }

    [Test]
    public void A_success_halves_the_next_pause()
    {
        var tries = new OptimisticBackoff();
        for (var i = 0; i < 5; i++)
        {
            tries.Failed();
            PauseOf(tries);
        }

        tries.Succeeded();

        Assert.That(tries.IsDue(), Is.True);
        tries.Failed();
        Assert.That(PauseOf(tries), Is.EqualTo(16), "it was 16, then halved, then doubled again");
    }

    private static int PauseOf(OptimisticBackoff tries)
    {
        var pause = 0;
        while (!tries.IsDue())
        {
            pause++;
        }

        return pause;
    }
}
