using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatApp.Fault.Tests.Processes;

namespace ChatApp.Fault.Tests;

/// <summary>
/// The memory that a server needs for a thousand strangers from several addresses who send endlessly and read almost
/// nothing, and the memory that is still used a minute after their end.
/// </summary>
/// <remarks>
/// Not parallel: the flood uses the whole machine, and other tests measure times.
/// </remarks>
[NonParallelizable]
internal sealed class StrangerMemoryTests
{
    private const int Strangers = 1_000;
    private const int Addresses = 5;
    private const double MebiByte = 1024 * 1024;

    private static readonly TimeSpan Flood = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GivenBackWithin = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-fault-");

    [OneTimeTearDown]
    public void DeleteFiles() => _directory.Delete(recursive: true);

    [TestCase("/style.css", "Accept-Encoding: br\r\n")]
    [TestCase("/docs/swagger-ui-bundle.js", "")]
    [CancelAfter(3 * 60 * 1000)]
    public async Task A_thousand_senders_that_do_not_read_use_less_than_100_MiB(
        string path, string header, CancellationToken cancellationToken)
    {
        await using var server = new ServerProcess(
            new Dictionary<string, string> { ["Storage__DataDirectory"] = _directory.FullName });
        await server.StartAsync(cancellationToken);
        using (var client = new HttpClient { BaseAddress = server.Address })
        {
            await client.GetByteArrayAsync(path, cancellationToken);
        }

        var before = MemoryOf(server);
        var most = await FloodAsync(server, path, header, cancellationToken) - before;
        var left = await AfterwardsAsync(server, before + (50 * MebiByte), cancellationToken) - before;

        await TestContext.Progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{path}: {most / MebiByte:+0;-0} MiB, then {left / MebiByte:+0;-0} MiB"));
        Assert.That(most / MebiByte, Is.LessThan(100));
        Assert.That(left / MebiByte, Is.LessThan(50), "a minute after the end of the flood");
    }

    // The memory that the operating system has given to the process.
    private static double MemoryOf(ServerProcess server) => 1024.0 * long.Parse(
        File.ReadLines($"/proc/{server.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static async Task<double> FloodAsync(
        ServerProcess server, string path, string header, CancellationToken cancellationToken)
    {
        var requests = Encoding.ASCII.GetBytes(string.Concat(
            Enumerable.Repeat($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n", 200)));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Flood);
        var strangers = Enumerable.Range(0, Strangers)
            .Select(i => IPAddress.Parse($"127.0.1.{1 + (i % Addresses)}"))
            .Select(address => DisturbAsync(address, server.Port, requests, end.Token))
            .ToList();
        var most = 0.0;
        using var timer = new PeriodicTimer(Interval);
        while (!end.IsCancellationRequested && await timer.WaitForNextTickAsync(cancellationToken))
        {
            most = Math.Max(most, MemoryOf(server));
        }

        await Task.WhenAll(strangers).WaitAsync(cancellationToken);
        return most;
    }

    /// <summary>Sends endlessly, reads a few bytes now and then, and reconnects when it is cut off.</summary>
    private static async Task DisturbAsync(IPAddress from, int port, byte[] requests, CancellationToken end)
    {
        var some = new byte[64];
        while (!end.IsCancellationRequested)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.ReceiveBufferSize = 4096;
            try
            {
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(IPAddress.Loopback, port, end);
                var sending = SendAsync(socket, requests, end);
                using var timer = new PeriodicTimer(Interval);
                while (!sending.IsCompleted && await socket.ReceiveAsync(some, end) > 0)
                {
                    await timer.WaitForNextTickAsync(end);
                }

                await sending;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The connection was cut, or the flood has ended.
            }
        }
    }

    private static async Task SendAsync(Socket socket, byte[] requests, CancellationToken end)
    {
        while (true)
        {
            await socket.SendAsync(requests, end);
        }
    }

    private static async Task<double> AfterwardsAsync(
        ServerProcess server, double enough, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(GivenBackWithin);
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (MemoryOf(server) > enough)
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Measures the memory that remains in use.
        }

        return MemoryOf(server);
    }
}
