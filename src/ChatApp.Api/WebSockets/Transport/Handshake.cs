using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>The opening handshake: over HTTP/1.1 (RFC 6455, section 4.2) and over HTTP/2 (RFC 8441).</summary>
internal static class Handshake
{
    public const string Protocol = "websocket";
    public const string Version = "13";
    private const int KeyLength = 16;
    private const int EncodedKeyLength = 24;

    private static readonly StringComparer IgnoringCase = StringComparer.OrdinalIgnoreCase;

    /// <summary>Whether the request is a handshake that can be accepted.</summary>
    public static bool IsAskedFor(HttpContext context)
    {
        var request = context.Request;
        return request.Headers.SecWebSocketVersion == Version
            && (IsExtendedConnect(context)
                || (HttpMethods.IsGet(request.Method)
                    && HttpProtocol.IsHttp11(request.Protocol)
                    && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
                    && request.Headers.GetCommaSeparatedValues(HeaderNames.Upgrade).Contains(Protocol, IgnoringCase)
                    && IsKey(request.Headers.SecWebSocketKey.ToString())));
    }

    /// <summary>
    /// Accepts a handshake (<see cref="IsAskedFor"/>) and starts serving the socket: after the request if the
    /// connection can be handed over, else within the request.
    /// </summary>
    /// <param name="serve">Serves the socket until it ends. It must not use the request, which may have ended.</param>
    public static async Task AcceptAsync(HttpContext context, Func<SocketTransport, Task> serve)
    {
        if (!IsExtendedConnect(context) && ConnectionHandover.Of(context) is { } handover)
        {
            await UpgradeAsync(context, handover);
            var transport = handover.Transport;
            handover.HandTo(() => serve(transport));
            return;
        }

        var stream = IsExtendedConnect(context)
            ? await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync()
            : await UpgradeAsync(context);
        var pipe = new DuplexPipe(
            PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true, leaveOpen: true)),
            PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        var request = new OpenRequest(context);
        await serve(new SocketTransport(pipe, request.Abort));
        request.End();
        await pipe.Input.CompleteAsync();
        await pipe.Output.CompleteAsync();
    }

    private static bool IsExtendedConnect(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: Protocol };

    // The framework accepts white space within base64. A valid key of exactly this length has none.
    private static bool IsKey(string key) =>
        key.Length == EncodedKeyLength && Base64.IsValid(key, out var length) && length == KeyLength;

    private static Task<Stream> UpgradeAsync(HttpContext context)
    {
        context.Response.Headers.Upgrade = Protocol;
        context.Response.Headers.SecWebSocketAccept = Accept(context.Request.Headers.SecWebSocketKey.ToString());
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    // The answer is sent with the first frame. If there is none, the send loop flushes it first.
    private static async Task UpgradeAsync(HttpContext context, ConnectionHandover handover)
    {
        handover.DefersFlushes = true;
        try
        {
            await UpgradeAsync(context);
        }
        catch
        {
            handover.DefersFlushes = false;
            throw;
        }
    }

    [SuppressMessage(
        "Security", "CA5350", Justification = "RFC 6455 requires SHA-1 here, and no security depends on it.")]
    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    /// <summary>Aborts a request while it is open; later its context may belong to another. Thread-safe.</summary>
    private sealed class OpenRequest(HttpContext context)
    {
        private readonly Lock _gate = new();
        private bool _hasEnded;

        public void Abort()
        {
            lock (_gate)
            {
                if (!_hasEnded)
                {
                    context.Abort();
                }
            }
        }

        public void End()
        {
            lock (_gate)
            {
                _hasEnded = true;
            }
        }
    }
}
