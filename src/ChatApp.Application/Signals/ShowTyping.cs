namespace ChatApp.Application.Signals;

/// <summary>
/// Shows the recipient that the user is writing. The answer is the same whether or not the recipient gets the signal.
/// </summary>
public sealed record ShowTyping(Guid UserId, Guid? RecipientId) : IRequest<Result<Unit>>;

internal sealed class ShowTypingValidator : AbstractValidator<ShowTyping>
{
    public ShowTypingValidator() => RuleFor(command => command.RecipientId).IsRequired();
}

internal sealed class ShowTypingHandler(
    TypingThrottle throttle, SignalAudience audience, ISignalPublisher publisher, IFailureClassifier failures)
    : IRequestHandler<ShowTyping, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(ShowTyping command, CancellationToken cancellationToken)
    {
        var (userId, recipientId) = (command.UserId, command.RecipientId!.Value);
        try
        {
            if (throttle.TryPass(userId, recipientId)
                && await audience.IncludesAsync(userId, recipientId, cancellationToken))
            {
                publisher.Publish(recipientId, new Typing(userId).Encode());
            }
        }
        catch (Exception exception) when (failures.IsTransient(exception))
        {
            // A signal may be lost, and the client waits for no answer.
        }

        return Unit.Value;
    }
}

/// <summary>
/// Lets one signal of a user to a recipient pass in two seconds (contract, section 4). Thread-safe. Each node counts
/// alone, and a pair that the bounded cache has forgotten passes early.
/// </summary>
internal sealed class TypingThrottle(TimeProvider time)
{
    private const int MaxPairs = 20_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly BoundedCache<(Guid UserId, Guid RecipientId), long> _lastPassed = new(MaxPairs);

    public bool TryPass(Guid userId, Guid recipientId)
    {
        var passes = true;
        _lastPassed.Set(
            (userId, recipientId),
            time.GetTimestamp(),
            (last, now) => passes = time.GetElapsedTime(last, now) >= Interval);
        return passes;
    }
}
