namespace ChatApp.Architecture.Tests;

/// <summary>
/// An interface earns its place by two implementations, or by being a port of the application. All others are listed,
/// with why.
/// </summary>
internal sealed class InterfaceTests
{
    private static readonly Dictionary<string, string> Seams = new()
    {
        ["ChatApp.Application.Common.IResult`1"] =
            "Lets the one validation step make a failure of any result type.",
        ["ChatApp.Infrastructure.Realtime.IBackplane"] =
            "Where Redis connects nodes of several processes; within one process InProcessBackplane does, "
            + "and in tests two nodes share it.",
        ["ChatApp.Application.Events.IStreamSubscriber"] =
            "How a subscription calls the sockets of the Api, which implement this; "
            + "tests replace it by a recording one.",
        ["ChatApp.Infrastructure.Realtime.INodeInbox"] =
            "What a backplane sees of a node; tests put a recording one in its place.",
    };

    [Test]
    public void Every_interface_has_two_implementations_or_is_a_port_or_a_documented_seam()
    {
        var needless = Interfaces
            .Where(type => !IsPort(type) && !Seams.ContainsKey(type.FullName!) && ImplementationsOf(type) < 2)
            .Select(type => type.FullName);

        Assert.That(needless, Is.Empty);
    }

    [Test]
    public void Every_port_of_the_application_is_implemented_outside_of_it()
    {
        var ports = Interfaces.Where(IsPort).ToList();

        Assert.That(ports, Has.Count.GreaterThanOrEqualTo(8), "the rule must have something to find");
        var implementing = Solution.WrittenTypesOf(Solution.Infrastructure).ToList();
        Assert.That(ports.Where(port => !implementing.Any(type => IsImplementation(type, port))), Is.Empty);
    }

    [Test]
    public void Every_listed_seam_exists()
    {
        Assert.That(Interfaces.Select(type => type.FullName), Is.SupersetOf(Seams.Keys));
    }

    private static IEnumerable<Type> Interfaces => Solution.Types.Where(type => type.IsInterface);

    private static bool IsPort(Type type) =>
        type.Assembly == Solution.Application && !type.IsGenericType && !Seams.ContainsKey(type.FullName!);

    private static int ImplementationsOf(Type type) =>
        Solution.Types.Count(candidate => IsImplementation(candidate, type));

    private static bool IsImplementation(Type candidate, Type type) =>
        candidate.IsClass && type.IsAssignableFrom(candidate);
}
