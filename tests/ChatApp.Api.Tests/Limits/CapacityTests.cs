using ChatApp.Api.Connections;
using ChatApp.Application.Common;

namespace ChatApp.Api.Tests.Limits;

public sealed class CapacityTests
{
    private const int OfDatabase = 128;

    [TestCase(null)]
    [TestCase(1_048_576)]
    [TestCase(20_000 + 100_000 + 448 + OfDatabase)]
    public void Limits_that_fit_are_not_changed(long? descriptors)
    {
        var capacity = Capacity.Of(20_000, 100_000, descriptors, OfDatabase);

        Assert.That(
            (capacity.Connections, capacity.Sockets, capacity.LoweredFor), Is.EqualTo((20_000, 100_000, (long?)null)));
    }

    [TestCase(1_024, 20_000, 100_000, 112, 336)]
    [TestCase(1_024, 20, 100_000, 20, 428)]
    [TestCase(1_024, 20_000, 48, 400, 48)]
    [TestCase(65_536, 20_000, 100_000, 16_240, 48_720)]
    [TestCase(640, 20_000, 100_000, 16, 48)]
    public void Limits_that_do_not_fit_are_lowered(
        long descriptors, int connections, int sockets, int fittingConnections, int fittingSockets)
    {
        var capacity = Capacity.Of(connections, sockets, descriptors, OfDatabase);

        Assert.That(
            (capacity.Connections, capacity.Sockets, capacity.LoweredFor),
            Is.EqualTo((fittingConnections, fittingSockets, (long?)descriptors)));
        Assert.That(capacity.Total, Is.EqualTo(fittingConnections + fittingSockets));
    }

    [TestCase(639, OfDatabase, 20_000, 640)]
    [TestCase(512, OfDatabase, 20_000, 640)]
    [TestCase(1_024, 1_002, 20_000, 1_514)]
    [TestCase(0, OfDatabase, 20_000, 640)]
    [TestCase(600, OfDatabase, 20, 616)]
    public void Too_few_file_descriptors_stop_the_start(
        long descriptors, int ofDatabase, int connections, long least)
    {
        var refusal = Assert.Throws<SettingException>(() => Capacity.Of(connections, 20, descriptors, ofDatabase));

        Assert.That(
            refusal!.Message,
            Does.Contain($" {descriptors} ").And.Contain($" {least}").And.Contain("ulimit -n")
                .And.Contain("LimitNOFILE"));
    }

    [Test]
    public void Small_configured_limits_do_not_stop_the_start()
    {
        var capacity = Capacity.Of(20, 20, 616, OfDatabase);

        Assert.That((capacity.Connections, capacity.Sockets, capacity.LoweredFor), Is.EqualTo((20, 20, (long?)null)));
    }

    [Test]
    public void The_descriptor_limit_can_be_read() => Assert.That(Capacity.Descriptors(), Is.GreaterThan(0).Or.Null);
}
