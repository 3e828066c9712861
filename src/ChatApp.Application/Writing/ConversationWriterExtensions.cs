namespace ChatApp.Application.Writing;

internal static class ConversationWriterExtensions
{
    /// <summary>
    /// Makes many writes at once, for work that can be repeated. They share the writer's queue with messages, so a
    /// caller makes at most about 100 at once.
    /// </summary>
    /// <returns>
    /// An error only if the writer could not take all writes. A write that was refused, because what it concerns has
    /// changed meanwhile, needs no repetition.
    /// </returns>
    public static async Task<Result<Unit>> WriteAllAsync(
        this IConversationWriter writer,
        IEnumerable<ConversationWrite<Unit>> writes,
        CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(writes.Select(write => writer.WriteAsync(write, cancellationToken)));
        foreach (var result in results)
        {
            if (!result.IsSuccess && result.Error.Kind == ErrorKind.Unavailable)
            {
                return result.Error;
            }
        }

        return Unit.Value;
    }
}
