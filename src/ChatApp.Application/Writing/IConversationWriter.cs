namespace ChatApp.Application.Writing;

/// <summary>The only way to change a conversation.</summary>
public interface IConversationWriter
{
    /// <summary>
    /// Queues a write before the call returns its task, so the order of calls is the order of writes. A caller may have
    /// several writes in progress. The task completes when the result is durable and its events have been passed to the
    /// sockets of this node.
    /// </summary>
    /// <returns>
    /// The decision of the write, or <c>unavailable</c> if the queue is full or the database cannot be reached.
    /// </returns>
    Task<Result<T>> WriteAsync<T>(ConversationWrite<T> write, CancellationToken cancellationToken);
}
