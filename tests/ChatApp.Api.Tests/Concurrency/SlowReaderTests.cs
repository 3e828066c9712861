using System.Buffers.Binary;
using ChatApp.Api.WebSockets;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.Concurrency;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SlowReaderTests(Database database) : ContractTests(database)
{
    // Many more bytes than the buffers between server and client can hold.
    private const int Messages = 3_000;
    private static readonly string Text = new('x', 4_000);

    [Test]
    public async Task A_client_that_stops_reading_is_closed_with_4008()
    {
        await using var server = await StartServerWithClockAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        using var sleeper = await RawSocket.ConnectAsync(server, bob);
        await using var reader = await bob.ConnectAsync();
        await using var sender = await alice.ConnectAsync();

        var sending = SendAllAsync(sender, bob);
        var acknowledged = await sender.NextMessagesAsync(Messages);
        var delivered = await reader.NextMessagesAsync(Messages);
        await sending;
        ClockOf(server).Advance(TimeSpan.FromSeconds(31));
        server.Services.GetRequiredService<SocketHost>().CheckDeadlines();

        var (texts, closeCode) = await ReadToCloseAsync(sleeper).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(closeCode, Is.EqualTo(4008));
        Assert.That(texts, Is.LessThan(Messages), "unread messages are not queued");
        Assert.That(delivered, Is.EqualTo(acknowledged));
        Assert.That(await reader.PingAsync(), Is.Not.Null, "the user's other socket stays open");
    }

    private static async Task SendAllAsync(ChatSocket sender, ChatUser recipient)
    {
        for (var i = 0; i < Messages; i++)
        {
            await sender.SendMessageAsync(recipient, Text);
        }
    }

    private static async Task<(int Texts, int CloseCode)> ReadToCloseAsync(RawSocket socket)
    {
        for (var texts = 0; ;)
        {
            var (opcode, payload) = await socket.ReadFrameAsync();
            switch (opcode)
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
}
