namespace ChatApp.Application.Writing;

/// <summary>
/// One change of one conversation, in three steps: it names the conversation, it names the rows that the decision
/// needs, and it decides. The writer loads the rows, orders the writes, commits them, and retries if necessary.
/// </summary>
/// <param name="target">The conversation.</param>
public abstract class ConversationWrite(WriteTarget target)
{
    /// <summary>The conversation, and the user who writes.</summary>
    public WriteTarget Target { get; } = target;

    /// <summary>Whether to create the conversation if it does not exist; only for a target that is a pair.</summary>
    public virtual bool OpensConversation => false;

    /// <summary>The error if the conversation does not exist.</summary>
    public abstract Error WithoutConversation { get; }

    /// <summary>
    /// Checks whether the user may create a conversation now. It is called once for each user and pair of a
    /// batch.
    /// </summary>
    /// <returns>Null, or the reason why not.</returns>
    public virtual Error? AdmitOpening() => null;

    /// <summary>Undoes <see cref="AdmitOpening"/>, because the other user does not exist.</summary>
    public virtual void GiveBackOpening()
    {
    }

    /// <summary>
    /// Names the rows that the decision needs besides the conversation, its members and their streams.
    /// </summary>
    public virtual void AddKeys(WriteKeys keys)
    {
    }
}

/// <summary>A write with the result for its caller.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
/// <param name="target">The conversation.</param>
public abstract class ConversationWrite<T>(WriteTarget target) : ConversationWrite(target)
{
    /// <summary>
    /// Decides on the rows and on nothing else, because it is called again on fresh rows if a batch is retried. After a
    /// broken connection, only an event shows whether a commit was stored. So a decision that changes a row without an
    /// event must raise <see cref="Domain.Conversations.Conversation.Revision"/>, and must change nothing when it is
    /// made again.
    /// </summary>
    /// <param name="state">The rows. Changes to them are written, with the raised events.</param>
    public abstract Result<T> Decide(ConversationState state);
}
