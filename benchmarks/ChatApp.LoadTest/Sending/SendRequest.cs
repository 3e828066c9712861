using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Http;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Sending;

/// <summary>
/// The request of every message of one sender, built once; only the number in <c>client_message_id</c> differs.
/// </summary>
internal sealed class SendRequest
{
    private readonly string _idPrefix = Guid.CreateVersion7().ToString("D")[..^MessageFrame.NumberDigits];
    private readonly byte[] _bytes;
    private readonly int _numberStart;

    public SendRequest(ServerAddress server, LoadUser sender, Guid recipientId, int contentLength)
    {
        var content = MessageFrame.Content(contentLength);
        var json = $$"""{"recipient_id":"{{recipientId:D}}","content":"{{content}}","client_message_id":"{{Id(0)}}"}""";
        _bytes = HttpRequest.Post(server, "/api/v1/messages/dm", sender.Token!, json);
        _numberStart = _bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Id(0))) + _idPrefix.Length;
    }

    public string Id(long number) => $"{_idPrefix}{number:x12}";

    /// <summary>The request for this message, until the next call.</summary>
    public ReadOnlyMemory<byte> WithNumber(long number)
    {
        var digits = _bytes.AsSpan(_numberStart, MessageFrame.NumberDigits);
        Utf8Formatter.TryFormat(number, digits, out _, new StandardFormat('x', MessageFrame.NumberDigits));
        return _bytes;
    }
}
