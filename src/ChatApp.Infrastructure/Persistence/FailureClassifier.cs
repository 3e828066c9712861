namespace ChatApp.Infrastructure.Persistence;

internal sealed class FailureClassifier : IFailureClassifier
{
    public bool IsTransient(Exception exception) => DatabaseFailure.IsPassing(exception);
}
