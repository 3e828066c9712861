namespace ChatApp.Infrastructure.Realtime;

/// <summary>Where a node takes in the hints of the others. May be called from any thread and returns at once.</summary>
public interface INodeInbox
{
    /// <summary>Takes in a hint.</summary>
    void Receive(Hint hint);
}
