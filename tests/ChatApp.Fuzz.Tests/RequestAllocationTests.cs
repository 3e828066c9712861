using System.Net.Sockets;
using System.Text;
using ChatApp.Fuzz.Tests.Watching;

namespace ChatApp.Fuzz.Tests;

/// <summary>
/// What a call allocates in the whole server, from the first byte of the request to the last of the answer: a number
/// that does not depend on the mood of the machine. The client here allocates nothing, and no other test runs
/// meanwhile. The tests stand in this project because all of it is not parallel: where some tests are parallel and
/// some are not, NUnit's dispatcher may spin while one of the latter runs, and allocates hundreds of MB a second.
/// What a test before has left running can only add, so the least of several portions counts.
/// </summary>
[TestFixture(Embedded)]
[TestFixture(Postgres)]
internal sealed class RequestAllocationTests(string database)
{
    private const string Embedded = "SQLite";
    private const string Postgres = "PostgreSQL";
    private const string PostgresVariable = "CHATAPP_TEST_POSTGRES";

    // What the load test sends, too.
    private const string Text = "sixty-four bytes of text, which is what the load test sends, too";

    private const int WarmUp = 300;
    private const int Calls = 500;
    private const int MaxPortions = 20;

    [Test]
    public async Task A_page_of_fifty_messages_allocates_less_than_55_KB()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        for (var i = 0; i < 51; i++)
        {
            await alice.SendAsync(bob, Text);
        }

        // Fifty messages with their texts are 16 KB. Seen: 44 to 47 KB.
        AssertPerCall(server, $"GET /api/v1/messages/dm/{bob.Id}", alice, "", "", 55_000);
    }

    [Test]
    public async Task A_page_of_the_conversation_list_allocates_less_than_40_KB()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await alice.SendAsync(bob, Text);

        // Seen: 27 to 31 KB; 152 to 156 when the query was built anew for each call.
        AssertPerCall(server, "GET /api/v1/messages/conversations", alice, "", "", 40_000);
    }

    [Test]
    public async Task A_message_that_is_sent_allocates_less_than_62_KB()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        var json = $$"""{"recipient_id":"{{bob.Id}}","content":"{{Text}}"}""";

        // Seen: 39 KB, and 50 to 54 KB with PostgreSQL, where a batch of one is as many arrays as one of five hundred.
        AssertPerCall(
            server,
            "POST /api/v1/messages/dm",
            alice,
            $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n",
            json,
            database == Embedded ? 46_000 : 62_000);
    }

    private async Task<ChatTestServer> StartAsync() => await ChatTestServer.StartAsync(new ChatTestServerOptions
    {
        PostgresConnectionString = database == Postgres
            ? Environment.GetEnvironmentVariable(PostgresVariable)
                ?? throw new InvalidOperationException($"Set {PostgresVariable}: half of this is about PostgreSQL.")
            : null,
    });

    private static async Task<(ChatUser Alice, ChatUser Bob)> RegisterTwoAsync(ChatTestServer server) =>
        (await server.RegisterAsync(UniqueName.Next("alice_")), await server.RegisterAsync(UniqueName.Next("bob_")));

    // A number alone says nothing of whose it is.
    private static string WhatIsAllocated(Action work)
    {
        using var samples = new AllocationSamples();
        work();
        return samples.Describe();
    }

    /// <summary>Holds what the process allocates for a call, once it is warm, against a limit in bytes.</summary>
    private static void AssertPerCall(
        ChatTestServer server, string call, ChatUser user, string headers, string body, long limit)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        socket.Connect(server.BaseAddress.Host, server.BaseAddress.Port);
        var request = Encoding.UTF8.GetBytes(
            $"{call} HTTP/1.1\r\nHost: {server.BaseAddress.Authority}\r\n"
            + $"Authorization: Bearer {user.AccessToken}\r\n{headers}\r\n{body}");
        var buffer = new byte[64 * 1024];
        Repeat(WarmUp);
        var least = long.MaxValue;
        for (var portion = 0; portion < MaxPortions && least >= limit; portion++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Repeat(Calls);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls);
        }

        Assert.That(least, Is.LessThan(limit), () => WhatIsAllocated(() => Repeat(Calls)));

        void Repeat(int times)
        {
            for (var i = 0; i < times; i++)
            {
                socket.Send(request);
                var received = 0;
                do
                {
                    received += socket.Receive(buffer.AsSpan(received));
                }
                while (!buffer.AsSpan(0, received).EndsWith("\r\n0\r\n\r\n"u8));

                Assert.That(buffer.AsSpan(0, received).StartsWith("HTTP/1.1 20"u8), "the call succeeds");
            }
        }
    }
}
