using System.Net;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>Several dozen devices of a dozen users who write to one another and to themselves.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int PeersOfEach = 3;
    private const int PageSize = 200;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookingInterval = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly CancellationTokenSource _stop = new();
    private Task _life = Task.CompletedTask;

    private Crowd()
    {
    }

    public HistoryRecorder Recorder { get; } = new();

    public IReadOnlyList<Device> Devices { get; private set; } = [];

    public static Task<Crowd> GatherAsync(
        Installation installation, int people, int devicesOfEach, CancellationToken cancellationToken) =>
        GatherAsync([.. installation.Nodes.Select(node => node.Address)], people, devicesOfEach, cancellationToken);

    /// <summary>Registers users whose devices connect to any of these addresses.</summary>
    public static async Task<Crowd> GatherAsync(
        IReadOnlyList<Uri> nodes, int people, int devicesOfEach, CancellationToken cancellationToken)
    {
        var crowd = new Crowd();
        var all = new List<Person>();
        for (var i = 0; i < people; i++)
        {
            all.Add(await RegisterAsync(crowd._client, nodes[0], crowd.Recorder, cancellationToken));
        }

        var devices = new List<Device>();
        for (var i = 0; i < people; i++)
        {
            // The neighbours in the circle, so that each conversation has two users, and notes to oneself.
            var neighbours = Enumerable.Range(1, PeersOfEach)
                .SelectMany(step => new[] { all[(i + step) % people], all[(i - step + people) % people] });
            var talk = new Talk([all[i], .. neighbours]);
            for (var j = 0; j < devicesOfEach; j++)
            {
                var session = new DeviceSession(crowd._client, nodes, all[i], crowd.Recorder);
                var beginning = await session.InsistAsync(
                    HttpMethod.Get, "sync", null, HttpStatusCode.OK, cancellationToken);
                devices.Add(
                    new Device(
                        $"{all[i].Username}/{j}",
                        all[i],
                        session,
                        beginning.Body.GetProperty("cursor").GetString()!,
                        crowd.Recorder,
                        talk));
            }
        }

        crowd.Devices = devices;
        crowd._life = Task.WhenAll(devices.Select(device => device.RunAsync(crowd._stop.Token)));
        return crowd;
    }

    /// <summary>Registers a new user.</summary>
    public static async Task<Person> RegisterAsync(
        HttpClient client, Uri node, HistoryRecorder recorder, CancellationToken cancellationToken)
    {
        var username = UniqueName.Next("p_");
        var person = new Person(Guid.Empty, username, $"password of {username}");
        using var session = new DeviceSession(client, [node], person, recorder);
        var answer = await session.InsistAsync(
            HttpMethod.Post,
            "auth/register",
            new { username, email = $"{username}@example.org", password = person.Password },
            HttpStatusCode.Created,
            cancellationToken,
            authorized: false);
        return person with { Id = answer.To<Account>().Id };
    }

    /// <summary>Polls until a condition is true.</summary>
    /// <returns>The time that it took; null after half a minute.</returns>
    public async Task<TimeSpan?> WaitUntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        var begin = Recorder.Now;
        using var timer = new PeriodicTimer(LookingInterval);
        while (!isSo())
        {
            if (_life.IsCompleted)
            {
                await _life;
            }

            if (Recorder.Now - begin > LongestWait)
            {
                return null;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return Recorder.Now - begin;
    }

    /// <summary>Waits until each device has got an acknowledgement from now on.</summary>
    /// <returns>The time that it took; null after half a minute.</returns>
    public Task<TimeSpan?> WaitUntilAllSentAsync(CancellationToken cancellationToken)
    {
        var begin = Recorder.Now;
        return WaitUntilAsync(() => Devices.All(device => device.LastAcknowledged > begin), cancellationToken);
    }

    /// <summary>
    /// Stops new messages; the devices send until everything is acknowledged, and receive the rest. Then reads all
    /// stored data.
    /// </summary>
    public async Task<History> FallSilentAsync(CancellationToken cancellationToken)
    {
        foreach (var device in Devices)
        {
            device.IsTalking = false;
        }

        if (await WaitUntilAsync(() => Devices.All(device => device.Outstanding == 0), cancellationToken) is null)
        {
            Recorder.WrongAnswer("Messages were not acknowledged half a minute after the last fault.");
        }

        var ofEach = Devices.DistinctBy(device => device.Person.Id).ToList();
        var streams = await Task.WhenAll(ofEach.Select(device => ReadStreamAsync(device, cancellationToken)));
        var lengths = streams.ToDictionary(stream => stream.UserId, stream => stream.Events.Count);
        await WaitUntilAsync(
            () => Devices.All(device => device.Inbox.EventCount >= lengths[device.Person.Id]), cancellationToken);
        var views = await Task.WhenAll(ofEach.Select(device => ReadConversationsAsync(device, cancellationToken)));

        // Only now, so that an event that arrives twice has had time to arrive.
        await _stop.CancelAsync();
        await _life;
        return Recorder.Complete(
            [.. Devices.Select(device => device.Log)], [.. views.SelectMany(view => view)], streams);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var device in Devices)
        {
            device.Session.Dispose();
        }

        _client.Dispose();
        _stop.Dispose();
    }

    private static async Task<UserStream> ReadStreamAsync(Device device, CancellationToken cancellationToken)
    {
        var events = new List<StreamEvent>();
        for (var cursor = device.Beginning; ;)
        {
            var page = await device.Session.InsistAsync(
                HttpMethod.Get, $"sync?since={cursor}&limit={PageSize}", null, HttpStatusCode.OK, cancellationToken);
            events.AddRange(
                page.Body.GetProperty("events").EnumerateArray()
                    .Select(json => DeviceInbox.EventOf(new ChatFrame(json))));
            cursor = page.Body.GetProperty("cursor").GetString()!;
            if (!page.Body.GetProperty("has_more").GetBoolean())
            {
                return new UserStream(device.Person.Id, events);
            }
        }
    }

    private static async Task<IReadOnlyList<ConversationView>> ReadConversationsAsync(
        Device device, CancellationToken cancellationToken)
    {
        var list = await device.Session.InsistAsync(
            HttpMethod.Get, "messages/conversations?limit=200", null, HttpStatusCode.OK, cancellationToken);
        var views = new List<ConversationView>();
        foreach (var row in list.To<List<ConversationSummary>>())
        {
            var messages = await ReadHistoryAsync(device, row.UserId, cancellationToken);
            views.Add(
                new ConversationView(
                    device.Person.Id, row.UserId, messages, row.LastReadSeq, row.PeerLastReadSeq, row.UnreadCount));
        }

        return views;
    }

    private static async Task<IReadOnlyList<StoredMessage>> ReadHistoryAsync(
        Device device, Guid peerId, CancellationToken cancellationToken)
    {
        var newestFirst = new List<StoredMessage>();
        while (true)
        {
            var before = newestFirst.Count == 0 ? "" : $"&before={newestFirst[^1].Id}";
            var page = await device.Session.InsistAsync(
                HttpMethod.Get,
                $"messages/dm/{peerId}?limit={PageSize}{before}",
                null,
                HttpStatusCode.OK,
                cancellationToken);
            var messages = page.To<List<ChatMessage>>();
            newestFirst.AddRange(
                messages.Select(one =>
                    new StoredMessage(
                        one.Id, one.SenderId, one.RecipientId, one.Content, one.Seq, one.ClientMessageId)));
            if (messages.Count < PageSize)
            {
                newestFirst.Reverse();
                return newestFirst;
            }
        }
    }
}
