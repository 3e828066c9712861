using System.Security.Claims;
using ChatApp.SignalRPeer.Accounts;

namespace ChatApp.SignalRPeer.Messages;

internal sealed record SendRequest(Guid RecipientId, string Content, Guid? ClientMessageId);

internal static class MessageEndpoints
{
    private const int DefaultPage = 50;
    private const int LongestPage = 200;

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/api/v1/messages").RequireAuthorization();
        messages.MapPost("/dm", SendAsync);
        messages.MapGet("/dm/{userId:guid}", HistoryAsync);
    }

    private static async Task<IResult> SendAsync(
        SendRequest request, ClaimsPrincipal caller, MessageService messages, CancellationToken stop)
    {
        var sent = await messages.SendAsync(
            caller, request.RecipientId, request.Content, request.ClientMessageId, stop);
        return sent is null
            ? Results.Problem("There is no such recipient, or the content is empty or too long.", statusCode: 400)
            : Results.Created((string?)null, sent);
    }

    private static async Task<IResult> HistoryAsync(
        Guid userId,
        ClaimsPrincipal caller,
        MessageService messages,
        CancellationToken stop,
        int limit = DefaultPage,
        long? before = null)
    {
        return limit is < 1 or > LongestPage
            ? Results.Problem($"limit takes 1 to {LongestPage}.", statusCode: 400)
            : Results.Ok(await messages.HistoryAsync(caller.UserId(), userId, limit, before, stop));
    }
}
