namespace ChatApp.Application.Writing;

/// <summary>The one way to change a conversation.</summary>
public interface IConversationWriter
{
    /// <summary>
    /// Queues a write before it returns its task, so the order of the calls is the order of the writes, and a caller
    /// may have several under way. Completes when what was decided is durable and its events were handed to the sockets
    /// of this node.
    /// </summary>
    /// <returns>
    /// What the write decided, or <c>unavailable</c> when the queue is full or the database out of reach.
    /// </returns>
    Task<Result<T>> WriteAsync<T>(ConversationWrite<T> write, CancellationToken cancellationToken);
}
