using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Connecting;

/// <summary>
/// Opens sockets of one user after the other, several at a time, and closes each once the server calls it open.
/// </summary>
internal sealed class Connector(ServerAddress server, Dialect dialect, IReadOnlyList<LoadUser> users, Failures failures)
{
    private const int BufferSize = 1024;

    private int _next = -1;

    public async Task RunAsync(int parallel, Measurement measurement, CancellationToken stop)
    {
        await using var closer = new SocketCloser();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => ConnectAsync(closer, measurement, stop)));
    }

    private async Task ConnectAsync(SocketCloser closer, Measurement measurement, CancellationToken stop)
    {
        while (Stopwatch.GetTimestamp() is var start && start < measurement.End && failures.Count == 0)
        {
            var user = users[(int)((uint)Interlocked.Increment(ref _next) % (uint)users.Count)];
            try
            {
                var socket = await dialect.OpenReadyAsync(server, user.Token!, BufferSize, stop);
                measurement.RecordDelivery(start, Stopwatch.GetTimestamp());
                await closer.CloseAsync(socket, stop);
            }
            catch (Exception e) when (
                e is SocketClosedException or LoadTestException or System.Net.Sockets.SocketException)
            {
                failures.Add(e.Message);
            }
        }
    }
}
