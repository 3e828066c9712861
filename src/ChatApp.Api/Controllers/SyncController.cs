using ChatApp.Api.Errors;
using ChatApp.Api.Json;
using ChatApp.Api.RateLimiting;
using ChatApp.Application.Events;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Controllers;

/// <summary>The events after a cursor (contract, section 3).</summary>
[Route("api/v1/sync")]
[Tags("Sync")]
public sealed class SyncController(ISender sender, IEventEncoder encoder) : ApiController
{
    /// <summary>List all stored events that concern the caller after a cursor, oldest first.</summary>
    /// <param name="since">
    /// The last cursor that the caller has received. If absent, there are no events, only the current cursor.
    /// </param>
    /// <param name="limit">Largest number of events, 1 to 200.</param>
    /// <response code="200">The events.</response>
    [HttpGet]
    [RateLimited(RateLimitedAction.Read)]
    [ProducesResponseType<SyncBody>(StatusCodes.Status200OK)]
    [ProducesProblem(StatusCodes.Status400BadRequest, ErrorCodes.ValidationFailed, ErrorCodes.InvalidCursor)]
    [ProducesProblem(StatusCodes.Status410Gone, ErrorCodes.CursorExpired)]
    public async Task<ActionResult<SyncBody>> GetEvents(
        string? since, int limit = PageLimit.Default, CancellationToken cancellationToken = default)
    {
        var userId = Caller.UserId;
        var result = await sender.Send(new GetEvents(userId, since, limit), cancellationToken);
        return result.IsSuccess ? new SyncResult(result.Value, userId, encoder) : ErrorOf(result.Error);
    }
}
