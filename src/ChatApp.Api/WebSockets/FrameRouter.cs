using ChatApp.Api.Errors;
using ChatApp.Api.Json;
using ChatApp.Api.RateLimiting;
using ChatApp.Application.Conversations;
using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Application.Signals;
using MediatR;

namespace ChatApp.Api.WebSockets;

/// <summary>Converts a client's frame into a command, and the result of the command into the answer, if any.</summary>
/// <remarks>
/// <see cref="RouteAsync"/> queues the command before it returns its task, so calls in the order of the frames keep the
/// order of the messages. Stateless and thread-safe.
/// </remarks>
internal sealed partial class FrameRouter(
    ISender sender, RateLimits rateLimits, IEventEncoder encoder, IFailureClassifier failures,
    ILogger<FrameRouter> logger)
{
    /// <summary>How many frames in a row may be refused by a rate limit before their socket is closed.</summary>
    public int RefusalsBeforeClose => rateLimits.RefusalsBeforeClose;

    /// <param name="frame">The frame; null when it was not a JSON object.</param>
    /// <returns>The answer. A new message has none: its event acknowledges it.</returns>
    public async Task<FrameAnswer> RouteAsync(InboundFrame? frame, Guid userId)
    {
        using var span = FrameSpan.Start(frame, userId);
        if (rateLimits.CountFrame(userId) is { } refusal)
        {
            span.Fail(refusal.Code, isFault: false);
            return new FrameAnswer(OutboundFrames.ErrorFrame(refusal, frame?.ClientReference), IsRefusal: true);
        }

        if (frame is null)
        {
            return new FrameAnswer(OutboundFrames.ErrorFrame(
                OutboundFrames.MalformedJson, $"A frame is one JSON object, nested at most {WireJson.MaxDepth} deep."));
        }

        try
        {
            return await DispatchAsync(frame, userId);
        }
#pragma warning disable CA1031 // A frame that fails is answered with an error, and the socket stays open.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            span.Fail(exception.GetType().FullName!, isFault: true);
            return new FrameAnswer(Describe(exception, frame, userId));
        }
    }

    /// <summary>Counts a ping or pong of RFC 6455 as a frame. Returns whether it is within the rate limit.</summary>
    public bool CountControlFrame(Guid userId) => rateLimits.CountFrame(userId) is null;

    private Task<FrameAnswer> DispatchAsync(InboundFrame frame, Guid userId)
    {
        if (frame.Errors is { } errors)
        {
            return Answer(OutboundFrames.ErrorFrame(Error.Validation(errors), frame.ClientReference));
        }

        return frame.Type switch
        {
            FrameTypes.Message => SendMessageAsync(frame, userId),
            FrameTypes.Read => AnswerAsync(new MarkRead(userId, frame.UserId, frame.MessageId), frame),
            FrameTypes.Delivered => AnswerAsync(new MarkDelivered(userId, frame.UserId, frame.MessageId), frame),
            FrameTypes.Typing => AnswerAsync(new ShowTyping(userId, frame.RecipientId), frame),
            FrameTypes.Ping => Answer(OutboundFrames.Pong),
            _ => Answer(OutboundFrames.ErrorFrame(
                OutboundFrames.UnknownType, "This frame type is unknown.", frame.ClientReference)),
        };
    }

    // A command is completed even if the client disconnects, so there is no cancellation.
    private async Task<FrameAnswer> SendMessageAsync(InboundFrame frame, Guid userId)
    {
        var result = await sender.Send(frame.ToMessage(userId), CancellationToken.None);
        return !result.IsSuccess
            ? new FrameAnswer(
                OutboundFrames.ErrorFrame(result.Error, frame.ClientReference),
                IsRefusal: result.Error.Kind == ErrorKind.RateLimited)
            : result.Value is { IsRepeat: true } first
                ? new FrameAnswer(
                    encoder.EncodeRepeat(MessageDto.From(first.Message, first.SenderUsername)),
                    AfterEvent: first.StreamHead)
            : default;
    }

    private async Task<FrameAnswer> AnswerAsync(IRequest<Result<Unit>> command, InboundFrame frame)
    {
        var result = await sender.Send(command, CancellationToken.None);
        return result.IsSuccess
            ? default
            : new FrameAnswer(OutboundFrames.ErrorFrame(result.Error, frame.ClientReference));
    }

    private byte[] Describe(Exception exception, InboundFrame frame, Guid userId)
    {
        if (failures.IsTransient(exception))
        {
            LogOutage(logger, userId, exception.GetBaseException().Message);
            return OutboundFrames.ErrorFrame(Error.Unavailable(TimeSpan.FromSeconds(1)), frame.ClientReference);
        }

        LogFault(logger, exception, userId);
        return OutboundFrames.ErrorFrame(
            HttpErrorCodes.InternalError, "The server failed; the frame was not the cause.", frame.ClientReference);
    }

    private static Task<FrameAnswer> Answer(byte[] frame) => Task.FromResult(new FrameAnswer(frame));

    [LoggerMessage(210, LogLevel.Warning,
        "A frame of user {UserId} failed because the database cannot be used: {Reason}")]
    private static partial void LogOutage(ILogger logger, Guid userId, string reason);

    [LoggerMessage(211, LogLevel.Error, "A frame of user {UserId} failed")]
    private static partial void LogFault(ILogger logger, Exception exception, Guid userId);
}

/// <param name="IsRefusal">Whether the frame was refused by a rate limit.</param>
/// <param name="AfterEvent">Number, in the caller's stream, of an event that must be sent before the answer.</param>
internal readonly record struct FrameAnswer(byte[]? Frame, bool IsRefusal = false, long AfterEvent = 0);
