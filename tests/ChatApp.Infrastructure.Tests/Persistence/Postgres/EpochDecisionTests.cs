using ChatApp.Infrastructure.Persistence.Postgres;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class EpochDecisionTests
{
    [TestCase(1, null, ExpectedResult = false)]
    [TestCase(2, 2, ExpectedResult = false)]
    [TestCase(3, 2, ExpectedResult = false)]
    [TestCase(1, 2, ExpectedResult = true)]
    [TestCase(0, 2, ExpectedResult = false)]
    public bool A_server_with_an_earlier_timeline_is_a_former_primary(int now, int? known) =>
        EpochDecision.IsFormer(
            new Primary(now, AwaitsStandby: false),
            known is { } timeline ? new Primary(timeline, AwaitsStandby: true) : null);
}
