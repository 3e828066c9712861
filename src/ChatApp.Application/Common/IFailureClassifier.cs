namespace ChatApp.Application.Common;

/// <summary>Tells transient failures, such as an outage of the database, from faults of the server.</summary>
public interface IFailureClassifier
{
    /// <summary>Whether the same call may succeed later, so that its caller is told <c>unavailable</c>.</summary>
    bool IsTransient(Exception exception);
}
