using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ChatApp.Infrastructure.Persistence;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

/// <summary>
/// A server that answers out of order, as PostgreSQL seems to when the driver has lost its place. The type of the
/// exception that the driver then throws does not show the cause.
/// </summary>
internal sealed class UnexpectedServerTests
{
    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(30_000)]
    public async Task An_answer_out_of_order_is_an_outage(bool withinResult, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        byte[] begin = withinResult ? [.. Message('1', []), .. Message('2', []), .. Message('T', [0, 0])] : [];

        // CopyDone, where another message must come.
        var server = AnswerAsync(listener, [.. begin, .. Message('c', [])], cancellationToken);
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=nobody;Database=none;"
            + "Pooling=false;"
            + "SSL Mode=Disable;GSS Encryption Mode=Disable;Server Compatibility Mode=NoTypeLoading");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1", connection);

        var raised = await Assert.CatchAsync(() => command.ExecuteScalarAsync(cancellationToken));

        await TestContext.Progress.WriteLineAsync($"{raised!.GetType()}: {raised.Message}");
        Assert.That(DatabaseFailure.Classify(raised), Is.EqualTo(DatabaseFailureKind.Outage));
        Assert.That(DatabaseFailure.IsPassing(new InvalidOperationException("A query failed.", raised)));
        await server;
    }

    // https://www.postgresql.org/docs/current/protocol-message-formats.html
    private static async Task AnswerAsync(TcpListener listener, byte[] answer, CancellationToken cancellationToken)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = client.GetStream();
        await SkipAsync(stream, cancellationToken);
        await stream.WriteAsync(
            (byte[])[.. Message('R', [0, 0, 0, 0]), .. Message('S', [.. "server_version\0"u8, .. "15.0\0"u8]),
                .. Message('Z', [(byte)'I'])],
            cancellationToken);
        _ = await stream.ReadAsync(new byte[1024], cancellationToken);
        await stream.WriteAsync(answer, cancellationToken);
    }

    // The startup message has no type before its length.
    private static async Task SkipAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, cancellationToken);
        await stream.ReadExactlyAsync(
            new byte[BinaryPrimitives.ReadInt32BigEndian(length) - length.Length], cancellationToken);
    }

    private static byte[] Message(char type, byte[] body)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message, 5);
        return message;
    }
}
