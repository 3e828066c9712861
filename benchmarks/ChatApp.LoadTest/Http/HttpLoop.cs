using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Http;

/// <summary>Several connections at once, on each the same closed loop.</summary>
internal static class HttpLoop
{
    public static async Task RunAsync(
        ServerAddress server, int connections, Func<int, HttpConnection, Task> loop, CancellationToken stop)
    {
        var opened = new List<HttpConnection>();
        try
        {
            for (var i = 0; i < connections; i++)
            {
                opened.Add(await HttpConnection.OpenAsync(server, stop));
            }

            await Task.WhenAll(opened.Select((connection, i) => loop(i, connection)));
        }
        finally
        {
            opened.ForEach(connection => connection.Dispose());
        }
    }
}
