using System.Diagnostics;

namespace ChatApp.Api.WebSockets;

/// <summary>The span of a received frame, with which a trace begins. Pings have none.</summary>
internal static class FrameSpan
{
    public static Activity? Start(InboundFrame? frame, Guid userId)
    {
        if (!ChatTrace.IsOn || frame?.Type == FrameTypes.Ping)
        {
            return null;
        }

        // The loop of a socket runs in the context of its handshake, which has ended.
        Activity.Current = null;
        return ChatTrace.Source.StartActivity(
            $"socket {TypeOf(frame)}",
            ActivityKind.Server,
            parentContext: default,
            tags:
            [
                KeyValuePair.Create<string, object?>("network.protocol.name", "websocket"),
                KeyValuePair.Create<string, object?>("user.id", userId),
            ]);
    }

    // Another type is a text of the client's own.
    private static string TypeOf(InboundFrame? frame) => frame?.Type switch
    {
        FrameTypes.Message or FrameTypes.Read or FrameTypes.Delivered or FrameTypes.Typing => frame.Type,
        _ => "unknown",
    };
}
