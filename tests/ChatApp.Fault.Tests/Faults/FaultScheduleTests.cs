namespace ChatApp.Fault.Tests.Faults;

internal sealed class FaultScheduleTests
{
    [Test]
    public void The_same_seed_gives_the_same_faults()
    {
        var first = FaultSchedule.Draw(42, FaultSchedule.AllKinds, 2).Take(100).Select(step => step.ToString());
        var second = FaultSchedule.Draw(42, FaultSchedule.AllKinds, 2).Take(100).Select(step => step.ToString());
        Assert.That(first, Is.EqualTo(second));
    }

    [Test]
    public void Every_kind_occurs_once_before_any_repeats()
    {
        var round = FaultSchedule.Draw(7, FaultSchedule.AllKinds, 2)
            .Take(FaultSchedule.AllKinds.Count)
            .Select(step => step.Faults[0].Kind);
        Assert.That(round, Is.EquivalentTo(FaultSchedule.AllKinds));
    }

    [Test]
    public void Two_simultaneous_faults_never_have_the_same_target()
    {
        string[] things = ["Postgres", "Redis", "Node", "Clients"];
        var pairs = Enumerable.Range(0, 20)
            .SelectMany(seed => FaultSchedule.Draw(seed, FaultSchedule.AllKinds, 2).Take(1_000))
            .Where(step => step.Faults.Count == 2)
            .Select(step =>
                step.Faults.Select(fault =>
                    things.Single(thing => fault.Kind.ToString().StartsWith(thing, StringComparison.Ordinal))).ToList())
            .ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pairs, Is.Not.Empty);
            Assert.That(pairs.Where(pair => pair[0] == pair[1]), Is.Empty);
        }
    }
}
