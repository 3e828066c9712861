using System.Text;

namespace ChatApp.Api.Tests.Contract;

/// <summary>
/// RFC 6455 below the level of messages: what client libraries do, and what only broken or hostile clients do.
/// </summary>
[TestFixture]
public sealed class SocketProtocolTests() : ContractTests(Database.Sqlite)
{
    private const byte Final = 0x80;
    private const byte Continuation = 0x0;
    private const byte Text = 0x1;
    private const byte Close = 0x8;
    private const byte Ping = 0x9;

    private static readonly byte[] PingFrame = Encoding.UTF8.GetBytes("""{"type":"ping"}""");
    private static readonly byte[] PongFrame = Encoding.UTF8.GetBytes("""{"type":"pong"}""");

    private static IEnumerable<TestCaseData> Violations()
    {
        yield return Violation("a frame without a mask", 1002, [Final | Text, 2, (byte)'{', (byte)'}']);
        yield return Violation("a reserved bit", 1002, [Final | 0x40 | Text, 0x80, 0, 0, 0, 0]);
        yield return Violation("the second reserved bit", 1002, [Final | 0x20 | Text, 0x80, 0, 0, 0, 0]);
        yield return Violation("the third reserved bit", 1002, [Final | 0x10 | Text, 0x80, 0, 0, 0, 0]);
        yield return Violation("an unknown data opcode", 1002, [Final | 0x3, 0x80, 0, 0, 0, 0]);
        yield return Violation("an unknown control opcode", 1002, [Final | 0xB, 0x80, 0, 0, 0, 0]);
        yield return Violation("a control frame in fragments", 1002, [Ping, 0x80, 0, 0, 0, 0]);
        yield return Violation("a control frame that is too long", 1002, [Final | Ping, 0xFE, 0, 126, 0, 0, 0, 0]);
        yield return Violation("a continuation without a first frame", 1002, [Final | Continuation, 0x80, 0, 0, 0, 0]);
        yield return Violation(
            "a message within a message", 1002, [Text, 0x80, 0, 0, 0, 0, Final | Text, 0x80, 0, 0, 0, 0]);
        yield return Violation(
            "a length in more bytes than needed", 1002, [Final | Text, 0xFE, 0, 2, 0, 0, 0, 0, (byte)'{', (byte)'}']);
        yield return Violation("a negative length", 1002, [Final | Text, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        yield return Violation(
            "a length far above the limit",
            1009,
            [Final | Text, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        yield return Violation("a close code of one byte", 1002, [Final | Close, 0x81, 0, 0, 0, 0, 3]);
        yield return Violation("a close code that is never sent", 1002, [Final | Close, 0x82, 0, 0, 0, 0, 0x03, 0xED]);
        yield return Violation("an undefined close code", 1002, [Final | Close, 0x82, 0, 0, 0, 0, 0x00, 0x07]);
        yield return Violation(
            "a close reason that is not UTF-8", 1007, [Final | Close, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF]);
        yield return Violation("a close frame in fragments", 1002, [Close, 0x80, 0, 0, 0, 0]);
        yield return Violation("a close frame that is too long", 1002, [Final | Close, 0xFE, 0, 126, 0, 0, 0, 0]);
        yield return Violation("a fragment of bytes", 1003, [0x2, 0x81, 0, 0, 0, 0, 1]);
        yield return Violation("a surrogate in UTF-8", 1007, [Final | Text, 0x83, 0, 0, 0, 0, 0xED, 0xA0, 0x80]);
        yield return Violation("an overlong form in UTF-8", 1007, [Final | Text, 0x82, 0, 0, 0, 0, 0xC0, 0x80]);
        yield return Violation(
            "an incomplete character at the end",
            1007,
            [Text, 0x81, 0, 0, 0, 0, 0xE2, Final | Continuation, 0x81, 0, 0, 0, 0, 0x82]);
        yield return Violation(
            "invalid UTF-8 over two fragments",
            1007,
            [Text, 0x81, 0, 0, 0, 0, 0xC3, Final | Continuation, 0x81, 0, 0, 0, 0, 0x28]);
    }

    [TestCaseSource(nameof(Violations))]
    public async Task A_protocol_violation_is_closed_with_its_close_code(byte[] bytes, int closeCode)
    {
        var (alice, bob) = await RegisterTwoAsync(Server);
        using var socket = await RawSocket.ConnectAsync(Server, alice);
        await using var other = await bob.ConnectAsync();

        await socket.WriteAsync(bytes);

        Assert.That(await socket.ReadCloseAsync().WithTimeout(), Is.EqualTo(closeCode));
        socket.EndSending();
        Assert.That(async () => await socket.ReadFrameAsync().WithTimeout(), Throws.InstanceOf<IOException>());
        await other.PingAsync();
    }

    [Test]
    public async Task A_client_that_does_not_close_after_a_violation_is_disconnected()
    {
        using var socket = await RawSocket.ConnectAsync(Server, await Server.RegisterAsync());

        await socket.WriteAsync(Final | 0x3, 0x80, 0, 0, 0, 0);

        Assert.That(await socket.ReadCloseAsync().WithTimeout(), Is.EqualTo(1002));
        Assert.That(async () => await socket.ReadFrameAsync().WithTimeout(), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Endless_fragments_are_refused_at_64_KiB()
    {
        var (alice, bob) = await RegisterTwoAsync(Server);
        using var socket = await RawSocket.ConnectAsync(Server, alice);
        await using var other = await bob.ConnectAsync();
        byte[] oneByte = [Continuation, 0x81, 0, 0, 0, 0, (byte)'x'];

        await socket.WriteAsync(
            [Text, 0x81, 0, 0, 0, 0, (byte)'x', .. Enumerable.Repeat(oneByte, 64 * 1024).SelectMany(bytes => bytes)]);

        Assert.That(await socket.ReadCloseAsync().WithTimeout(), Is.EqualTo(1009));
        await other.PingAsync();
    }

    [Test]
    public async Task A_message_can_be_sent_in_one_byte_fragments_with_pings_between()
    {
        using var socket = await RawSocket.ConnectAsync(Server, await Server.RegisterAsync());

        for (var i = 0; i < PingFrame.Length; i++)
        {
            var isLast = i == PingFrame.Length - 1;
            await socket.WriteFrameAsync(
                (byte)((isLast ? Final : 0) | (i == 0 ? Text : Continuation)), PingFrame.AsSpan(i, 1));
            if (!isLast)
            {
                await socket.WriteFrameAsync(Final | Ping, [(byte)i]);
                Assert.That(await socket.ReadFrameAsync().WithTimeout(), Is.EqualTo((0xA, new[] { (byte)i })));
            }
        }

        Assert.That(await socket.ReadFrameAsync().WithTimeout(), Is.EqualTo((0x1, PongFrame)));
    }

    [Test]
    public async Task A_frame_can_arrive_in_pieces_of_any_size()
    {
        using var socket = await RawSocket.ConnectAsync(Server, await Server.RegisterAsync());
        byte[] frame = [Final | Text, (byte)(0x80 | PingFrame.Length), 0, 0, 0, 0, .. PingFrame];

        foreach (var piece in frame)
        {
            await socket.WriteAsync(piece);
        }

        Assert.That(await socket.ReadFrameAsync().WithTimeout(), Is.EqualTo((0x1, PongFrame)));
    }

    [Test]
    public async Task Frames_of_one_write_are_answered_in_order()
    {
        using var socket = await RawSocket.ConnectAsync(Server, await Server.RegisterAsync());
        const int frames = 500;
        byte[] frame = [Final | Text, (byte)(0x80 | PingFrame.Length), 0, 0, 0, 0, .. PingFrame];

        await socket.WriteAsync([.. Enumerable.Repeat(frame, frames).SelectMany(bytes => bytes)]);

        for (var i = 0; i < frames; i++)
        {
            Assert.That(await socket.ReadFrameAsync().WithTimeout(), Is.EqualTo((0x1, PongFrame)));
        }
    }

    [Test]
    public async Task A_closing_client_gets_a_close_frame_and_the_end_of_the_connection()
    {
        using var socket = await RawSocket.ConnectAsync(Server, await Server.RegisterAsync());

        await socket.WriteFrameAsync(Final | Close, [0x03, 0xE8]);

        Assert.That(await socket.ReadCloseAsync().WithTimeout(), Is.EqualTo(1000));
        Assert.That(async () => await socket.ReadFrameAsync().WithTimeout(), Throws.InstanceOf<IOException>());
    }

    private static TestCaseData Violation(string what, int closeCode, byte[] bytes) =>
        new TestCaseData(bytes, closeCode).SetArgDisplayNames(what);
}
