namespace ChatApp.LoadTest.Soak;

/// <summary>A user with its devices and with those to whom it writes. Complete before the first message.</summary>
internal sealed class SoakUser(Guid id)
{
    private readonly List<Device> _devices = [];
    private readonly Dictionary<Guid, Talk> _talks = [];

    public Guid Id => id;

    public IReadOnlyList<Device> Devices => _devices;

    /// <summary>What it writes, by the one who reads it.</summary>
    public IReadOnlyDictionary<Guid, Talk> Talks => _talks;

    public void Add(Device device) => _devices.Add(device);

    public void TalkTo(SoakUser peer) => _talks.Add(peer.Id, new Talk(this, peer));
}
