using System.Diagnostics;

namespace ChatApp.TestServer;

/// <summary>The process for which the server runs.</summary>
internal static class Parent
{
    /// <summary>Cancels when the process has ended, or at once if there is none; returns when cancelled.</summary>
    public static async Task WaitForEndAsync(int? id, CancellationTokenSource ending)
    {
        if (id is null)
        {
            return;
        }

        try
        {
            using var parent = Process.GetProcessById(id.Value);
            await parent.WaitForExitAsync(ending.Token);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await ending.CancelAsync();
    }
}
