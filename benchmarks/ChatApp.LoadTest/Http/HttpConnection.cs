using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Http;

/// <summary>
/// One keep-alive connection, one call at a time. The framework's client would cost as much as the server that it
/// measures; this one looks at the status and at where the answer ends.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly HttpAnswerReader _reader;

    private HttpConnection(Socket socket) => (_socket, _reader) = (socket, new HttpAnswerReader(socket));

    /// <inheritdoc cref="HttpAnswerReader.LastRead"/>
    public ReadOnlySpan<byte> LastRead => _reader.LastRead;

    public static async Task<HttpConnection> OpenAsync(ServerAddress server, CancellationToken stop)
    {
        var socket = new Socket(server.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.EndPoint, stop);
            return new HttpConnection(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new LoadTestException($"No connection to {server.Url}: {e.Message}", e);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HttpAnswer> CallAsync(ReadOnlyMemory<byte> request, CancellationToken stop)
    {
        try
        {
            for (var sent = 0; sent < request.Length;)
            {
                sent += await _socket.SendAsync(request[sent..], SocketFlags.None, stop);
            }

            return await _reader.ReadAsync(stop);
        }
        catch (SocketException e)
        {
            throw new LoadTestException($"The server ended a connection: {e.Message}", e);
        }
    }

    public void Dispose() => _socket.Dispose();
}
