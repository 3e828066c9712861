using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Dialects;

/// <summary>How a server's socket is spoken to: the same load goes to ChatApp and to its peers.</summary>
internal abstract class Dialect
{
    private static readonly Dialect[] All =
        [new ChatAppDialect(), new SignalRDialect(), new NegotiatedSignalRDialect(), new NodeDialect()];

    public static Dialect From(Arguments arguments)
    {
        var name = arguments.Choice("dialect", [.. All.Select(dialect => dialect.Name)]) ?? All[0].Name;
        return All.First(dialect => dialect.Name == name);
    }

    public abstract string Name { get; }

    /// <summary>
    /// What a client sends first of all, to be answered by the server; empty where the token says all.
    /// </summary>
    public virtual ReadOnlySpan<byte> Greeting => [];

    /// <summary>A text that the server answers at once, and how its answer is known.</summary>
    public abstract ReadOnlySpan<byte> Probe { get; }

    /// <summary>Whether <c>seq</c> counts 1, 2, 3 in each conversation; else it only rises.</summary>
    public abstract bool CountsConversations { get; }

    /// <summary>Where the socket is, token included.</summary>
    public abstract string SocketPath(string token);

    /// <summary>As <see cref="SocketPath"/>, for a socket whose first text says that it is open for events.</summary>
    public abstract string ReadySocketPath(string token);

    public abstract string Message(Guid recipientId, string content, string clientMessageId);

    public abstract bool IsProbeAnswer(ReadOnlySpan<byte> text);

    public abstract bool IsMessage(ReadOnlySpan<byte> text);

    public abstract bool IsError(ReadOnlySpan<byte> text);

    public Task<ChatSocket> OpenAsync(ServerAddress server, string token, int bufferSize, CancellationToken stop) =>
        OpenAsync(server, token, SocketPath(token), !Greeting.IsEmpty, bufferSize, stop);

    /// <summary>Until the server has said with a first text that the socket is open for events.</summary>
    public Task<ChatSocket> OpenReadyAsync(
        ServerAddress server, string token, int bufferSize, CancellationToken stop) =>
        OpenAsync(server, token, ReadySocketPath(token), true, bufferSize, stop);

    /// <summary>The handler of a socket's frames that hands over one text of this dialect after the other.</summary>
    public virtual IFrameHandler Texts(IFrameHandler handler) => handler;

    /// <summary>What a client does before it opens a socket.</summary>
    /// <returns>The path to open, made from the one that it knows.</returns>
    protected virtual ValueTask<string> PrepareAsync(
        ServerAddress server, string path, string token, CancellationToken stop) =>
        new(path);

    private async Task<ChatSocket> OpenAsync(
        ServerAddress server, string token, string path, bool isAnswered, int bufferSize, CancellationToken stop)
    {
        path = await PrepareAsync(server, path, token, stop);
        var socket = await ChatSocket.OpenAsync(server, path, bufferSize, stop);
        try
        {
            if (!Greeting.IsEmpty)
            {
                socket.Send(Greeting);
            }

            if (isAnswered)
            {
                await socket.ReceiveFirstAsync(stop);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
