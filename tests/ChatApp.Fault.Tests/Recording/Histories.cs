namespace ChatApp.Fault.Tests.Recording;

/// <summary>
/// A small correct run: Ann writes twice to Bob, Bob reads and answers. Each has one device.
/// </summary>
internal static class Histories
{
    public static readonly Guid Ann = Guid.CreateVersion7();
    public static readonly Guid Bob = Guid.CreateVersion7();

    private static readonly IntendedMessage[] Intended =
    [
        new(Guid.CreateVersion7(), Ann, Bob, "one"),
        new(Guid.CreateVersion7(), Ann, Bob, "two"),
        new(Guid.CreateVersion7(), Bob, Ann, "three"),
    ];

    private static readonly StoredMessage[] Messages =
        [.. Intended.Select((message, i) => new StoredMessage(
            Guid.CreateVersion7(),
            message.SenderId,
            message.RecipientId,
            message.Content,
            i + 1,
            message.ClientMessageId))];

    private static readonly StreamEvent[] Events =
    [
        EventOf(Messages[0], 1),
        EventOf(Messages[1], 2),
        new("3", "read", Bob, Ann, Messages[1].Id, 2),
        EventOf(Messages[2], 4),
    ];

    public static History Good { get; } = new(
        Intended,
        [
            new Attempt(Intended[0].ClientMessageId, "ann#1"),
            new Attempt(Intended[1].ClientMessageId, "ann#1"),
            new Attempt(Intended[2].ClientMessageId, null),
        ],
        [.. Messages.Select(message => new Acknowledgement(
            message.ClientMessageId!.Value, message.Id, message.Seq, TimeSpan.FromSeconds(message.Seq)))],
        [new AcknowledgedMark(Bob, Ann, 2)],
        [new DeviceLog("ann", Ann, Events), new DeviceLog("bob", Bob, Events)],
        [new ConversationView(Ann, Bob, Messages, 0, 2, 1), new ConversationView(Bob, Ann, Messages, 2, 0, 0)],
        [new UserStream(Ann, Events), new UserStream(Bob, Events)]);

    /// <summary>The same run with another history of the conversation, as both users see it.</summary>
    public static History WithMessages(params StoredMessage[] messages) =>
        Good with { Conversations = [.. Good.Conversations.Select(view => view with { Messages = messages })] };

    /// <summary>The same run with another stream, as all devices of both users received it.</summary>
    public static History WithEvents(params StreamEvent[] events) => Good with
    {
        Streams = [.. Good.Streams.Select(stream => stream with { Events = events })],
        Devices = [.. Good.Devices.Select(device => device with { Events = events })],
    };

    /// <summary>The same run with other events at Bob's device.</summary>
    public static History WithBobReceiving(params StreamEvent[] events) =>
        Good with { Devices = [Good.Devices[0], Good.Devices[1] with { Events = events }] };

    private static StreamEvent EventOf(StoredMessage message, int cursor) =>
        new($"{cursor}", "message", message.SenderId, message.RecipientId, message.Id, message.Seq);
}
