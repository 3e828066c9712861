using System.Collections.Concurrent;
using System.Threading.Channels;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Realtime;

/// <summary>The inbox of a node, as a backplane sees it.</summary>
internal sealed class FakeInbox : INodeInbox
{
    private readonly ConcurrentDictionary<Guid, bool> _users = new();
    private readonly Channel<Hint> _hints = Channel.CreateUnbounded<Hint>();
    private readonly Channel<Guid> _lookUps = Channel.CreateUnbounded<Guid>();

    /// <summary>Whether a received hint has not been read yet.</summary>
    public bool HasHints => _hints.Reader.TryPeek(out _);

    public IEnumerable<Guid> WantedUsers => _users.Keys;

    public void Receive(Hint hint) => _hints.Writer.TryWrite(hint);

    public bool Wants(Guid userId) => _users.ContainsKey(userId);

    public void LookUp(Guid userId) => _lookUps.Writer.TryWrite(userId);

    public void LookUpAll() => _lookUps.Writer.TryWrite(Guid.Empty);

    public void Connect(Guid userId) => _users[userId] = true;

    public void Disconnect(Guid userId) => _users.TryRemove(userId, out _);

    public async Task<Hint> NextHintAsync() => await _hints.Reader.ReadAsync().AsTask().WaitAsync(TestNode.Patience);

    public async Task<Guid> NextLookUpAsync() =>
        await _lookUps.Reader.ReadAsync().AsTask().WaitAsync(TestNode.Patience);
}
