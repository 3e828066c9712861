using System.Net.WebSockets;
using System.Text;

namespace ChatApp.Api.Tests;

/// <summary>Steps that many socket tests share.</summary>
internal static class Sockets
{
    public static Task SendTextAsync(this ChatSocket socket, string text) =>
        socket.SendRawAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Reads the next frame, which must be an error frame of the contract with this code.</summary>
    public static async Task<ChatFrame> ErrorAsync(this ChatSocket socket, string code)
    {
        var frame = await socket.NextAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(frame.Type, Is.EqualTo("error"), frame.ToString());
            Assert.That(frame.Code, Is.EqualTo(code), frame.ToString());
            Assert.That(frame.Error, Is.Not.Null.And.Not.Empty, "a sentence");
            Assert.That(frame.Has("cursor"), Is.False, "an error is not stored");
        }

        return frame;
    }

    /// <summary>Reads the next frame, which must be a message event.</summary>
    public static async Task<ChatMessage> MessageAsync(this ChatSocket socket) =>
        (await socket.NextAsync()).ToMessage();

    /// <summary>Reads all events after a cursor, over as many pages as needed.</summary>
    public static async Task<IReadOnlyList<ChatFrame>> SyncAllAsync(this ChatUser user, string since, int? limit = null)
    {
        var events = new List<ChatFrame>();
        SyncPage page;
        do
        {
            page = await user.SyncAsync(since, limit);
            events.AddRange(page.Events);
            since = page.Cursor;
        }
        while (page.HasMore);
        return events;
    }
}
