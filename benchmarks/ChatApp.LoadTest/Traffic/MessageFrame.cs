using System.Text;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// The frame of every message of a pair, built once. Only the last twelve digits of <c>client_message_id</c> differ:
/// the message's number, by which both copies are recognised. Ids of one sender thus rise, as version-7 ids of a real
/// client do.
/// </summary>
internal sealed class MessageFrame
{
    public const int NumberDigits = 12;

    private readonly byte[] _frame;
    private readonly byte[] _mask;
    private readonly int _numberStart;
    private readonly int _payloadStart;

    public MessageFrame(Dialect dialect, Guid recipientId, string idPrefix, int contentLength, byte[] mask)
    {
        var id = idPrefix + new string('0', NumberDigits);
        var payload = dialect.Message(recipientId, Content(contentLength), id);
        _mask = mask;
        _frame = ClientFrame.Build(Opcode.Text, Encoding.ASCII.GetBytes(payload), mask);
        _payloadStart = ClientFrame.HeaderLength(payload.Length);
        _numberStart = payload.IndexOf(id, StringComparison.Ordinal) + idPrefix.Length;
    }

    /// <summary>A text of this length without anything that JSON escapes.</summary>
    public static string Content(int length) => string.Create(length, 0, (text, _) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)('a' + (i % 26));
        }
    });

    /// <summary>The frame of this message, until the next call.</summary>
    public ReadOnlySpan<byte> WithNumber(long number)
    {
        for (var i = _numberStart + NumberDigits - 1; i >= _numberStart; i--, number >>= 4)
        {
            var digit = "0123456789abcdef"u8[(int)(number & 0xF)];
            _frame[_payloadStart + i] = (byte)(digit ^ _mask[i % _mask.Length]);
        }

        return _frame;
    }
}
