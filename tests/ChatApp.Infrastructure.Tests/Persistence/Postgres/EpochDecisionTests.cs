using ChatApp.Infrastructure.Persistence.Postgres;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class EpochDecisionTests
{
    private static readonly Primary First = new(Timeline: 1, AwaitsStandby: true);
    private static readonly Primary Second = new(Timeline: 2, AwaitsStandby: true);
    private static readonly Primary Third = new(Timeline: 3, AwaitsStandby: true);
    private static readonly Primary Alone = new(Timeline: 1, AwaitsStandby: false);

    private static IEnumerable<TestCaseData> Failovers =>
    [
        // What is stored, and what this node knows.
        Case(Second, null, null, isOurs: true, isLastStored: true, mayBeLost: false),
        Case(Second, First, null, isOurs: true, isLastStored: true, mayBeLost: false),
        Case(Second, Alone, null, isOurs: true, isLastStored: true, mayBeLost: true),
        Case(First, Alone, Alone, isOurs: true, isLastStored: true, mayBeLost: false),
        Case(First, null, First, isOurs: true, isLastStored: true, mayBeLost: false),

        // The last commit proves the others.
        Case(Second, First, First, isOurs: true, isLastStored: true, mayBeLost: false),
        Case(Second, First, First, isOurs: true, isLastStored: false, mayBeLost: true),
        Case(Second, Second, First, isOurs: true, isLastStored: true, mayBeLost: false),
        Case(Second, Second, First, isOurs: true, isLastStored: false, mayBeLost: true),

        // Commits have not waited, as this node knows, but the row that says so is lost.
        Case(Second, First, Alone, isOurs: true, isLastStored: true, mayBeLost: true),

        // Another node was faster.
        Case(Second, Second, First, isOurs: false, isLastStored: false, mayBeLost: false),
        Case(First, First, First, isOurs: false, isLastStored: false, mayBeLost: false),

        // The epoch of this node is lost.
        Case(Third, First, Second, isOurs: false, isLastStored: true, mayBeLost: true),
        Case(Third, Second, Second, isOurs: false, isLastStored: true, mayBeLost: true),
        Case(Third, null, Second, isOurs: false, isLastStored: true, mayBeLost: true),
        Case(Third, Third, Second, isOurs: false, isLastStored: true, mayBeLost: false),
    ];

    [TestCaseSource(nameof(Failovers))]
    public void Lost_commits_need_a_new_epoch(
        Primary now, Primary? stored, Primary? known, bool isOurs, bool isLastStored, bool mayBeLost) =>
        Assert.That(EpochDecision.MayBeLost(now, stored, known, isOurs, isLastStored), Is.EqualTo(mayBeLost));

    [TestCase(1, null, ExpectedResult = false)]
    [TestCase(2, 2, ExpectedResult = false)]
    [TestCase(3, 2, ExpectedResult = false)]
    [TestCase(1, 2, ExpectedResult = true)]
    [TestCase(0, 2, ExpectedResult = false)]
    public bool A_server_with_an_earlier_timeline_is_a_former_primary(int now, int? known) =>
        EpochDecision.IsFormer(
            new Primary(now, AwaitsStandby: false),
            known is { } timeline ? new Primary(timeline, AwaitsStandby: true) : null);

    private static TestCaseData Case(
        Primary now, Primary? stored, Primary? known, bool isOurs, bool isLastStored, bool mayBeLost) =>
        new(now, stored, known, isOurs, isLastStored, mayBeLost);
}
