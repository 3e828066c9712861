using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ChatApp.Infrastructure.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Concurrency;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SlowReaderTests(Database database) : ContractTests(database)
{
    // Far more bytes than the buffers between server and client hold.
    private const int Messages = 3_000;
    private static readonly string Text = new('x', 4_000);

    [Test]
    public async Task Who_stops_reading_is_closed_with_4008_and_costs_the_others_nothing()
    {
        await using var server = await StartServerWithClockAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        using var sleeper = await HandshakeAsync(server, bob);
        await using var reader = await bob.ConnectAsync();
        await using var sender = await alice.ConnectAsync();

        var sending = SendAllAsync(sender, bob);
        var acknowledged = await sender.NextMessagesAsync(Messages);
        var delivered = await reader.NextMessagesAsync(Messages);
        await sending;
        ClockOf(server).Advance(TimeSpan.FromSeconds(31));
        foreach (var connection in server.Services.GetRequiredService<ConnectionRegistry>().Connections)
        {
            connection.CheckDeadlines();
        }

        var (texts, closeCode) = await ReadToCloseAsync(sleeper).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(closeCode, Is.EqualTo(4008));
        Assert.That(texts, Is.LessThan(Messages), "what was not read is not queued for it");
        Assert.That(delivered, Is.EqualTo(acknowledged));
        Assert.That(await reader.PingAsync(), Is.Not.Null, "the user's other socket stays");
    }

    private static async Task SendAllAsync(ChatSocket sender, ChatUser recipient)
    {
        for (var i = 0; i < Messages; i++)
        {
            await sender.SendMessageAsync(recipient, Text);
        }
    }

    private static async Task<TcpClient> HandshakeAsync(ChatTestServer server, ChatUser user)
    {
        var client = new TcpClient { ReceiveBufferSize = 8 * 1024 };
        await client.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port);
        var request = $"GET /ws/chat?token={user.AccessToken} HTTP/1.1\r\nHost: {server.BaseAddress.Authority}\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(client.GetStream(), 1))[0]);
        }

        Assert.That(head.ToString(), Does.StartWith("HTTP/1.1 101"));
        return client;
    }

    // Frames of a server are not masked (RFC 6455, section 5.2).
    private static async Task<(int Texts, int CloseCode)> ReadToCloseAsync(TcpClient client)
    {
        var stream = client.GetStream();
        for (var texts = 0; ;)
        {
            var head = await ReadAsync(stream, 2);
            var length = head[1] switch
            {
                126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, 2)),
                127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(stream, 8)),
                var small => small,
            };
            var payload = await ReadAsync(stream, length);
            switch (head[0] & 0x0f)
            {
                case 1:
                    texts++;
                    break;
                case 8:
                    return (texts, BinaryPrimitives.ReadUInt16BigEndian(payload));
                default:
                    break;
            }
        }
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
