using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using Moq;

namespace ChatApp.Application.Tests.Events;

internal sealed class GetEventsTests
{
    private const int Epoch = 7;

    private readonly Mock<IEventLog> _log = new(MockBehavior.Strict);
    private readonly GetEventsHandler _handler;
    private readonly Guid _alice = Guid.CreateVersion7();

    public GetEventsTests()
    {
        _handler = new GetEventsHandler(_log.Object, new StreamCursors(_log.Object));
        _log.Setup(log => log.Epoch).Returns(Epoch);
        _log.Setup(log => log.GetBoundsAsync(_alice, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new StreamBounds(0, 9));
    }

    [Test]
    public async Task A_request_without_a_cursor_gets_the_current_cursor_and_no_events()
    {
        var result = await GetAsync(since: null);

        Assert.That(
            (result.Value.Cursor, result.Value.HasMore), Is.EqualTo((StreamCursors.Issue(_alice, 9, Epoch), false)));
        Assert.That(result.Value.Events, Is.Empty);
    }

    [Test]
    public async Task The_events_after_a_cursor_come_with_the_cursor_of_the_last_event()
    {
        LoggedEvent[] events = [Event(4), Event(5)];
        Read(after: 3, new Page<LoggedEvent>(events, HasMore: true));

        var result = await GetAsync(StreamCursors.Issue(_alice, 3, Epoch));

        Assert.That(result.Value.Events, Is.EqualTo(events));
        Assert.That(
            (result.Value.Cursor, result.Value.HasMore), Is.EqualTo((StreamCursors.Issue(_alice, 5, Epoch), true)));
    }

    [Test]
    public async Task The_cursor_is_unchanged_at_the_end_of_the_stream()
    {
        Read(after: 9, new Page<LoggedEvent>([], HasMore: false));

        var result = await GetAsync(StreamCursors.Issue(_alice, 9, Epoch));

        Assert.That(
            (result.Value.Cursor, result.Value.HasMore), Is.EqualTo((StreamCursors.Issue(_alice, 9, Epoch), false)));
    }

    [TestCase("garbage", ErrorCodes.InvalidCursor)]
    [TestCase("", ErrorCodes.InvalidCursor)]
    public async Task An_invalid_cursor_is_refused(string since, string code)
    {
        Assert.That((await GetAsync(since)).Error?.Code, Is.EqualTo(code));
    }

    [Test]
    public async Task An_expired_cursor_is_refused()
    {
        Read(after: 2, StreamCursors.Expired);

        Assert.That(
            (await GetAsync(StreamCursors.Issue(_alice, 2, Epoch))).Error?.Code, Is.EqualTo(ErrorCodes.CursorExpired));
    }

    [Test]
    public async Task Cursors_of_a_page_expire_if_the_epoch_changes_while_it_is_read()
    {
        _log.SetupSequence(log => log.Epoch).Returns(Epoch).Returns(Epoch).Returns(Epoch + 1);
        Read(after: 3, new Page<LoggedEvent>([Event(4)], HasMore: false));

        var result = await GetAsync(StreamCursors.Issue(_alice, 3, Epoch));

        Assert.That(result.Value.Cursor, Is.EqualTo(StreamCursors.Issue(_alice, 4, Epoch)));
        Assert.That(result.Value.Epoch, Is.EqualTo(Epoch));
    }

    [TestCase(0, false)]
    [TestCase(200, true)]
    [TestCase(201, false)]
    public void A_page_has_1_to_200_events(int limit, bool isValid)
    {
        Assert.That(new GetEventsValidator().Validate(new GetEvents(_alice, null, limit)).IsValid, Is.EqualTo(isValid));
    }

    private Task<Result<EventPage>> GetAsync(string? since) =>
        _handler.Handle(new GetEvents(_alice, since, 2), CancellationToken.None);

    private void Read(long after, Result<Page<LoggedEvent>> page) => _log
        .Setup(log => log.ReadAsync(_alice, after, 2, It.IsAny<CancellationToken>()))
        .ReturnsAsync(page);

    private LoggedEvent Event(long number) => new(
        number,
        new MessageSent(Some.Message(_alice, Guid.CreateVersion7()), "alice", [new StreamPosition(_alice, number)]));
}
