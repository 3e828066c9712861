using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Soak;

/// <summary>The session of one device. Refreshes its tokens as a client does: before they end. Thread-safe.</summary>
internal sealed class DeviceSession(Nodes nodes, int home, Tally tally) : IDisposable
{
    /// <summary>A token with less than this share of its life left is replaced before a socket is opened.</summary>
    private const double ShareLeft = 0.5;

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile DeviceTokens? _tokens;
    private Guid _requestId = Guid.CreateVersion7();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task LogInAsync(string username, string password, CancellationToken stop) =>
        Take(await nodes.InsistAsync(home, api => api.LoginAsync(username, password, stop), stop));

    public async Task<DeviceTokens> TokensAsync(CancellationToken stop)
    {
        if (_tokens is { } valid && Now < valid.RenewAt)
        {
            return valid;
        }

        await _renewing.WaitAsync(stop);
        try
        {
            if (_tokens is { } tokens && Now >= tokens.RenewAt)
            {
                // Under the same request id, a repeat after a lost answer gets the same tokens.
                Take(await nodes.InsistAsync(
                    home, api => api.RefreshAsync(tokens.Refresh, _requestId, stop), stop));
                _requestId = Guid.CreateVersion7();
                tally.Count("refreshes");
            }

            return _tokens!;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    private void Take(LoginAnswer answer)
    {
        var life = TimeSpan.FromSeconds(answer.ExpiresIn);
        _tokens = new DeviceTokens(
            answer.AccessToken, answer.RefreshToken, Now + (life * (1 - ShareLeft)), Now + life);
    }
}
