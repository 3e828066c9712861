using System.Runtime.InteropServices;

namespace ChatApp.Api;

/// <summary>Logs that the server stops, why, and that it has stopped. Without these lines, it was killed.</summary>
internal static partial class Farewell
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    public static void Prepare(WebApplication app)
    {
        var (lifetime, logger) = (app.Lifetime, app.Logger);
        var time = app.Services.GetRequiredService<TimeProvider>();
        var reason = "stop requested";
        var begin = 0L;
        List<PosixSignalRegistration> registrations = [];

        // Registered after the host's own handlers, which stop the server: the latest registration is called first.
        lifetime.ApplicationStarted.Register(() =>
            registrations.AddRange(Signals.Select(signal =>
                PosixSignalRegistration.Create(signal, received => reason = received.Signal.ToString()))));
        lifetime.ApplicationStopping.Register(() =>
        {
            begin = time.GetTimestamp();
            LogStopping(logger, reason);
        });
        lifetime.ApplicationStopped.Register(() =>
        {
            registrations.ForEach(registration => registration.Dispose());
            var took = time.GetElapsedTime(begin).TotalSeconds;
            LogStopped(logger, took);
        });
    }

    [LoggerMessage(207, LogLevel.Information,
        "The server is stopping ({Reason}): it closes sockets and completes requests")]
    private static partial void LogStopping(ILogger logger, string reason);

    [LoggerMessage(208, LogLevel.Information, "The server has stopped after {Seconds:F1} s")]
    private static partial void LogStopped(ILogger logger, double seconds);
}
