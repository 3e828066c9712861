using ChatApp.Application.Common;

namespace ChatApp.Application.Writing;

/// <summary>
/// One change of one conversation, in three steps: it names its conversation, it names the rows that its decision
/// needs, and it decides. The writer loads the rows, orders the writes, commits them and repeats what has to be
/// repeated.
/// </summary>
/// <param name="target">Which conversation.</param>
public abstract class ConversationWrite(WriteTarget target)
{
    /// <summary>Which conversation, and who writes.</summary>
    public WriteTarget Target { get; } = target;

    /// <summary>
    /// Whether the conversation is to be opened when there is none yet; only for a target that is a pair.
    /// </summary>
    public virtual bool OpensConversation => false;

    /// <summary>The answer when there is no such conversation.</summary>
    public abstract Error WithoutConversation { get; }

    /// <summary>Asks whether the user may open a conversation now, once for each pair of a batch.</summary>
    /// <returns>Null, or why not.</returns>
    public virtual Error? AdmitOpening() => null;

    /// <summary>Takes <see cref="AdmitOpening"/> back: there was nobody to open a conversation with.</summary>
    public virtual void GiveBackOpening()
    {
    }

    /// <summary>
    /// Names the rows that the decision needs beside the conversation, its members and their streams.
    /// </summary>
    public virtual void AddKeys(WriteKeys keys)
    {
    }
}

/// <summary>A write and what its caller gets.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="target">Which conversation.</param>
public abstract class ConversationWrite<T>(WriteTarget target) : ConversationWrite(target)
{
    /// <summary>
    /// Decides on the rows, and depends on nothing else: it is called again on fresh rows when a batch has to be
    /// repeated. A decision that changes a row without raising an event must change nothing when it is made again: only
    /// an event shows, after a broken connection, whether a commit was stored.
    /// </summary>
    /// <param name="state">The rows; what is changed here is written, with the events that are raised.</param>
    public abstract Result<T> Decide(ConversationState state);
}
