using Microsoft.AspNetCore.Http.Features;

namespace ChatApp.Api.WebSockets;

/// <summary>Gives the framework's handshake a <see cref="LingeringStream"/>, and keeps it for those who close the socket.</summary>
internal sealed class LingeringUpgrade(IHttpUpgradeFeature inner, HttpContext context) : IHttpUpgradeFeature
{
    /// <summary>The connection's bytes; null before the handshake.</summary>
    public LingeringStream? Stream { get; private set; }

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => Stream = new LingeringStream(await inner.UpgradeAsync(), context.Abort);

    /// <summary>To stand before the framework's WebSocket middleware.</summary>
    public static Task UseAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            var lingering = new LingeringUpgrade(upgrade, context);
            context.Features.Set<IHttpUpgradeFeature>(lingering);
            context.Features.Set(lingering);
        }

        return next(context);
    }
}
