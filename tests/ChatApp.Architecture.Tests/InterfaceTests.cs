namespace ChatApp.Architecture.Tests;

/// <summary>
/// An interface needs two implementations, or must be a port of the application. All others are listed here with a
/// reason.
/// </summary>
internal sealed class InterfaceTests
{
    private static readonly Dictionary<string, string> Seams = new()
    {
        ["ChatApp.Application.Common.IResult`1"] =
            "The validation step can create a failure of any result type.",
        ["ChatApp.Infrastructure.Realtime.IBackplane"] =
            "Redis connects the nodes of several processes; InProcessBackplane serves a single process, "
            + "and in tests two nodes share it.",
        ["ChatApp.Application.Events.IStreamSubscriber"] =
            "A subscription calls the sockets of the Api through this; "
            + "tests use a recording implementation.",
        ["ChatApp.Infrastructure.Realtime.INodeInbox"] =
            "A backplane calls a node through this; tests use a recording implementation.",
    };

    [Test]
    public void Every_interface_has_two_implementations_or_a_documented_reason()
    {
        var needless = Interfaces
            .Where(type => !IsPort(type) && !Seams.ContainsKey(type.FullName!) && ImplementationsOf(type) < 2)
            .Select(type => type.FullName);

        Assert.That(needless, Is.Empty);
    }

    [Test]
    public void Every_port_is_implemented_outside_the_application()
    {
        var ports = Interfaces.Where(IsPort).ToList();

        Assert.That(ports, Has.Count.GreaterThanOrEqualTo(8), "the check must find something");
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
