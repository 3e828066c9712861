namespace ChatApp.Testing;

/// <summary>How long a test waits for what should happen at once.</summary>
public static class Patience
{
    /// <summary>Far longer than anything takes here, so that running out of it means a fault and not a busy machine.</summary>
    public static TimeSpan Default { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Fails with a <see cref="TimeoutException"/> instead of waiting for ever.</summary>
    public static Task<T> WithTimeout<T>(this Task<T> task) => task.WaitAsync(Default);

    /// <summary>Fails with a <see cref="TimeoutException"/> instead of waiting for ever.</summary>
    public static Task WithTimeout(this Task task) => task.WaitAsync(Default);
}
