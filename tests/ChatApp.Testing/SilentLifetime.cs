using Microsoft.Extensions.Hosting;

namespace ChatApp.Testing;

/// <summary>
/// A server that only the harness stops. The usual lifetime takes SIGINT and SIGTERM, which would then not end the test
/// process.
/// </summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
