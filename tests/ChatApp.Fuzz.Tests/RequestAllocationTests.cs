using System.Net.Sockets;
using System.Text;
using ChatApp.Fuzz.Tests.Watching;

namespace ChatApp.Fuzz.Tests;

/// <summary>
/// The allocations of a call in the whole server, from the first byte of the request to the last of the answer: a
/// number that does not depend on the machine's load. The client here allocates nothing, and no other test runs at the
/// same time. The tests are in this project because none of its tests are parallel: in a project with both kinds,
/// NUnit's dispatcher can spin while a test that is not parallel runs, and allocate hundreds of MB a second. Leftover
/// work of an earlier test can only add, so the smallest of several samples counts.
/// </summary>
[TestFixture(Embedded)]
[TestFixture(Postgres)]
internal sealed class RequestAllocationTests(string database)
{
    private const string Embedded = "SQLite";
    private const string Postgres = "PostgreSQL";
    private const string PostgresVariable = "CHATAPP_TEST_POSTGRES";

    // The load test sends the same text.
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

        // Fifty messages with their texts are 16 KB. Measured: 44 to 47 KB.
        AssertPerCall(server, $"GET /api/v1/messages/dm/{bob.Id}", alice, "", "", 55_000);
    }

    [Test]
    public async Task A_page_of_the_conversation_list_allocates_less_than_40_KB()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await alice.SendAsync(bob, Text);

        // Measured: 27 to 31 KB; 152 to 156 KB when the query was built again for each call.
        AssertPerCall(server, "GET /api/v1/messages/conversations", alice, "", "", 40_000);
    }

    [Test]
    public async Task A_sent_message_allocates_less_than_62_KB()
    {
        await using var server = await StartAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        var json = $$"""{"recipient_id":"{{bob.Id}}","content":"{{Text}}"}""";

        // Measured: 39 KB, and 50 to 54 KB with PostgreSQL, where a batch of one needs as many arrays as one of 500.
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
                ?? throw new InvalidOperationException($"Set {PostgresVariable}: half of these tests need PostgreSQL.")
            : null,
    });

    private static async Task<(ChatUser Alice, ChatUser Bob)> RegisterTwoAsync(ChatTestServer server) =>
        (await server.RegisterAsync(UniqueName.Next("alice_")), await server.RegisterAsync(UniqueName.Next("bob_")));

    // The number of bytes alone does not show which types were allocated.
    private static string WhatIsAllocated(Action work)
    {
        using var samples = new AllocationSamples();
        work();
        return samples.Describe();
    }

    /// <summary>Compares the allocations of the process for a warmed-up call with a limit in bytes.</summary>
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

                Assert.That(buffer.AsSpan(0, received).StartsWith("HTTP/1.1 20"u8), "the call must succeed");
            }
        }
    }
}
