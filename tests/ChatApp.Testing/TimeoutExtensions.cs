using System.Runtime.CompilerServices;

namespace ChatApp.Testing;

/// <summary>The one place that bounds how long a test waits: nothing that a test awaits may hang for ever.</summary>
public static class TimeoutExtensions
{
    /// <summary>
    /// How long the harness waits for anything unless it is told otherwise: 30 seconds, so that a busy machine fails no
    /// test. Whoever tests a promise of the server names its time.
    /// </summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a task, but not for ever.</summary>
    /// <param name="task">What to wait for. It is not cancelled when the time is up.</param>
    /// <param name="timeout">How long, <see cref="DefaultTimeout"/> if not given.</param>
    /// <param name="waitedFor">What the exception names; the compiler fills it in.</param>
    /// <exception cref="TimeoutException">The task did not end in time.</exception>
    public static async Task WithTimeout(
        this Task task, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(task))] string? waitedFor = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var patience = timeout ?? DefaultTimeout;
        try
        {
            await task.WaitAsync(patience);
        }
        catch (TimeoutException) when (!task.IsFaulted)
        {
            throw new TimeoutException($"Nothing came of '{waitedFor}' within {patience}.");
        }
    }

    /// <summary>Waits for a result, but not for ever.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="task">What to wait for. It is not cancelled when the time is up.</param>
    /// <param name="timeout">How long, <see cref="DefaultTimeout"/> if not given.</param>
    /// <param name="waitedFor">What the exception names; the compiler fills it in.</param>
    /// <exception cref="TimeoutException">The task did not end in time.</exception>
    public static async Task<T> WithTimeout<T>(
        this Task<T> task, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(task))] string? waitedFor = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        await ((Task)task).WithTimeout(timeout, waitedFor);
        return await task;
    }
}
