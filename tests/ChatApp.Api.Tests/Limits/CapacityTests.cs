using ChatApp.Api.Connections;

namespace ChatApp.Api.Tests.Limits;

public sealed class CapacityTests
{
    private const int OfDatabase = 128;

    [TestCase(null)]
    [TestCase(1_048_576)]
    [TestCase(20_000 + 100_000 + 448 + OfDatabase)]
    public void What_fits_is_as_the_settings_say(long? descriptors)
    {
        var capacity = Capacity.Of(20_000, 100_000, descriptors, OfDatabase);

        Assert.That(
            (capacity.Connections, capacity.Sockets, capacity.LoweredFor), Is.EqualTo((20_000, 100_000, (long?)null)));
    }

    [TestCase(1_024, 20_000, 100_000, 112, 336)]
    [TestCase(1_024, 20, 100_000, 20, 428)]
    [TestCase(1_024, 20_000, 48, 400, 48)]
    [TestCase(65_536, 20_000, 100_000, 16_240, 48_720)]
    [TestCase(512, 20_000, 100_000, 32, 96)]
    public void What_does_not_fit_is_lowered(
        long descriptors, int connections, int sockets, int fittingConnections, int fittingSockets)
    {
        var capacity = Capacity.Of(connections, sockets, descriptors, OfDatabase);

        Assert.That(
            (capacity.Connections, capacity.Sockets, capacity.LoweredFor),
            Is.EqualTo((fittingConnections, fittingSockets, (long?)descriptors)));
        Assert.That(capacity.Total, Is.EqualTo(fittingConnections + fittingSockets));
    }

    [Test]
    public void The_limit_of_this_process_is_known() => Assert.That(Capacity.Descriptors(), Is.GreaterThan(0).Or.Null);
}
