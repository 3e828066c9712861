using System.Buffers;
using System.Text;
using ChatApp.Api.Json;
using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Api.Tests.Json;

/// <summary>
/// The API description is generated from the type. The hand-written JSON must be equal to the serializer's JSON.
/// </summary>
[TestFixture]
public sealed class MessageJsonTests
{
    [TestCase("Hello!", true)]
    [TestCase("Hello!", false)]
    [TestCase(
        "é 漢 👩‍👩‍👧 \uffff <b>&'+ quote \" backslash \\ newline \n tab \t \u0001 \u2028 \u007f", true)]
    public void Written_JSON_equals_the_serializer_JSON(string content, bool hasClientMessageId)
    {
        var message = new MessageDto(
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            "alice",
            Guid.CreateVersion7(),
            content,
            new DateTimeOffset(2026, 2, 25, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456),
            17,
            hasClientMessageId ? Guid.CreateVersion7() : null,
            Guid.CreateVersion7(),
            hasClientMessageId ? null : Guid.CreateVersion7(),
            hasClientMessageId ? new DateTimeOffset(2026, 2, 25, 12, 5, 0, TimeSpan.Zero) : null,
            hasClientMessageId ? null : new DateTimeOffset(2026, 2, 25, 12, 6, 0, TimeSpan.Zero),
            hasClientMessageId ? [new Reaction("👩🏽‍🚀", [Guid.CreateVersion7(), Guid.CreateVersion7()])] : [],
            hasClientMessageId ? new MessageData("""{"b":[1.0,"é😀\n"],"a":12345678901234567890}""") : null);

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, MessageJson.Options))
        {
            MessageJson.Write(writer, message);
        }

        Assert.That(
            Encoding.UTF8.GetString(buffer.WrittenSpan),
            Is.EqualTo(JsonSerializer.Serialize(message, WireJson.Options)));
    }
}
