using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>The texts, recipients and times of a device's messages. Thread-safe.</summary>
internal sealed class Talk(IReadOnlyList<Person> peers)
{
    private const double ShareOverRest = 0.2;
    private const double ShareRead = 0.1;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    public static TimeSpan Pause() => ShortestPause + ((LongestPause - ShortestPause) * Random.Shared.NextDouble());

    public static bool IsOverRest() => Random.Shared.NextDouble() < ShareOverRest;

    public static bool IsRead() => Random.Shared.NextDouble() < ShareRead;

    public IntendedMessage Next(Guid senderId)
    {
        var id = Guid.CreateVersion7();
        var recipient = peers[Random.Shared.Next(peers.Count)];

        // Sometimes so long that a frame needs more than one TCP segment.
        return new IntendedMessage(
            id, senderId, recipient.Id, $"{id:n} {new string('x', Random.Shared.Next(10) == 0 ? 3_000 : 30)}");
    }
}
