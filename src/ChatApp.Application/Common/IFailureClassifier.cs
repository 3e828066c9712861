namespace ChatApp.Application.Common;

/// <summary>Distinguishes transient failures, such as a database outage, from faults of the server.</summary>
public interface IFailureClassifier
{
    /// <summary>Whether the same call may succeed later, so that the answer is <c>unavailable</c>.</summary>
    bool IsTransient(Exception exception);
}
