using System.Collections.Concurrent;
using System.Text;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Http;

namespace ChatApp.LoadTest.Dialects;

/// <summary>
/// SignalR as its clients open it unless they are told to skip it: a call to <c>negotiate</c> gives the connection's
/// token, and the socket names it. In the server's favour calls share kept connections, where each client would open
/// one of its own.
/// </summary>
internal sealed class NegotiatedSignalRDialect : SignalRDialect
{
    private readonly ConcurrentBag<HttpConnection> _idle = [];

    public override string Name => "signalr-negotiated";

    protected override async ValueTask<string> PrepareAsync(
        ServerAddress server, string path, string token, CancellationToken stop)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = await HttpConnection.OpenAsync(server, stop);
        }

        try
        {
            var call = HttpRequest.Post(server, $"{HubPath}/negotiate?negotiateVersion=1", token, "");
            var answer = await connection.CallAsync(call, stop);
            var id = answer.Status == 200 ? FindConnectionToken(connection.LastRead) : null;
            path += $"&id={id ?? throw new LoadTestException($"The server answered {answer.Status} to negotiate.")}";
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        _idle.Add(connection);
        return path;
    }

    private static string? FindConnectionToken(ReadOnlySpan<byte> answer)
    {
        var name = "\"connectionToken\":\""u8;
        var start = answer.IndexOf(name);
        if (start < 0)
        {
            return null;
        }

        var value = answer[(start + name.Length)..];
        var end = value.IndexOf((byte)'"');
        return end < 0 ? null : Uri.EscapeDataString(Encoding.ASCII.GetString(value[..end]));
    }
}
