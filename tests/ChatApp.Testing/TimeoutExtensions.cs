using System.Runtime.CompilerServices;

namespace ChatApp.Testing;

/// <summary>Limits how long a test waits, so that no test hangs.</summary>
public static class TimeoutExtensions
{
    /// <summary>
    /// The default timeout of the harness: 30 seconds, so that no test fails on a busy machine. A test of a guaranteed
    /// time sets its own timeout.
    /// </summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a task with a timeout.</summary>
    /// <param name="task">The task, which is not cancelled on timeout.</param>
    /// <param name="timeout">How long to wait; <see cref="DefaultTimeout"/> if null.</param>
    /// <param name="waitedFor">The text in the exception; the compiler fills it in.</param>
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
            throw new TimeoutException($"'{waitedFor}' did not complete within {patience}.");
        }
    }

    /// <summary>Waits for a result with a timeout.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="task">The task, which is not cancelled on timeout.</param>
    /// <param name="timeout">How long to wait; <see cref="DefaultTimeout"/> if null.</param>
    /// <param name="waitedFor">The text in the exception; the compiler fills it in.</param>
    /// <exception cref="TimeoutException">The task did not end in time.</exception>
    public static async Task<T> WithTimeout<T>(
        this Task<T> task, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(task))] string? waitedFor = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        await ((Task)task).WithTimeout(timeout, waitedFor);
        return await task;
    }
}
