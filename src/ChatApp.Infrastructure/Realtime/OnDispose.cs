namespace ChatApp.Infrastructure.Realtime;

internal sealed class OnDispose(Action end) : IDisposable
{
    public void Dispose() => end();
}
