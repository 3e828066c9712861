using System.Buffers.Text;
using System.Text;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using Moq;

namespace ChatApp.Application.Tests.Events;

internal sealed class StreamCursorsTests
{
    private const int Epoch = 7;

    private readonly Mock<IEventLog> _log = new();
    private readonly StreamCursors _cursors;
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private StreamBounds _bounds = new(Floor: 0, Head: long.MaxValue);

    public StreamCursorsTests()
    {
        _cursors = new StreamCursors(_log.Object);
        _log.Setup(log => log.Epoch).Returns(Epoch);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(4_000_000_000)]
    [TestCase(long.MaxValue)]
    public void A_cursor_resolves_to_its_number(long number)
    {
        var result = Resolve(StreamCursors.Issue(_alice, number, Epoch));

        Assert.That(result.Value, Is.EqualTo(number));
    }

    [Test]
    public void A_cursor_has_the_same_form_as_text_and_as_bytes()
    {
        var utf8 = new byte[StreamCursors.TextLength];

        StreamCursors.Write(utf8, _alice, 42, Epoch);

        Assert.That(Encoding.ASCII.GetString(utf8), Is.EqualTo(StreamCursors.Issue(_alice, 42, Epoch)));
    }

    [Test]
    public void A_cursor_needs_no_escaping_in_a_URL()
    {
        var cursor = StreamCursors.Issue(_alice, long.MaxValue, Epoch);

        Assert.That(Uri.EscapeDataString(cursor), Is.EqualTo(cursor));
    }

    [Test]
    public void The_cursor_of_another_user_is_invalid()
    {
        var result = Resolve(StreamCursors.Issue(_bob, 1, Epoch));

        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Validation, ErrorCodes.InvalidCursor)));
    }

    [Test]
    public void A_cursor_issued_before_a_restored_backup_has_expired()
    {
        var cursor = StreamCursors.Issue(_alice, 1, Epoch);
        _log.Setup(log => log.Epoch).Returns(8);

        AssertExpired(Resolve(cursor));
    }

    [TestCase(3, true)]
    [TestCase(4, false)]
    [TestCase(9, false)]
    [TestCase(10, true)]
    public void A_cursor_is_valid_only_between_floor_and_head(long number, bool isExpired)
    {
        _bounds = new StreamBounds(Floor: 4, Head: 9);

        var result = Resolve(StreamCursors.Issue(_alice, number, Epoch));

        Assert.That(result.Error?.Code, Is.EqualTo(isExpired ? ErrorCodes.CursorExpired : null));
    }

    [TestCase("")]
    [TestCase("garbage")]
    [TestCase("not-a-cursor-of-23-byte")]
    [TestCase("!!!!!!!!!!!!!!!!!!!!!!!")]
    [TestCase("äöüäöüäöüäöüäöüäöüäöüäö")]
    [TestCase("                       ")]
    public void Garbage_is_invalid(string cursor)
    {
        var result = Resolve(cursor);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidCursor));
    }

    [Test]
    public void A_cursor_of_another_version_is_invalid()
    {
        var bytes = Base64Url.DecodeFromChars(StreamCursors.Issue(_alice, 1, Epoch));
        bytes[0]++;

        var result = Resolve(Base64Url.EncodeToString(bytes));

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidCursor));
    }

    [Test]
    public void A_negative_number_is_invalid()
    {
        var result = Resolve(StreamCursors.Issue(_alice, -1, Epoch));

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.InvalidCursor));
    }

    private Result<long> Resolve(string cursor) => _cursors.Resolve(cursor, _alice, _bounds);

    private static void AssertExpired(Result<long> result) =>
        Assert.That((result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Gone, ErrorCodes.CursorExpired)));
}
