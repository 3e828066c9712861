using System.Runtime.InteropServices;

namespace ChatApp.Api;

/// <summary>
/// Tells in the log that the server ends, why, and that it has ended: a log that stops without is one of a process that
/// was killed.
/// </summary>
internal static partial class Farewell
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    public static void Prepare(WebApplication app)
    {
        var (lifetime, logger) = (app.Lifetime, app.Logger);
        var time = app.Services.GetRequiredService<TimeProvider>();
        var reason = "it was told to";
        var begin = 0L;
        List<PosixSignalRegistration> registrations = [];

        // After the host's own, which stops the server: the latest is asked first.
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

    [LoggerMessage(EventId = 207, Level = LogLevel.Information,
        Message = "The server is stopping ({Reason}): sockets are closed and requests finished")]
    private static partial void LogStopping(ILogger logger, string reason);

    [LoggerMessage(EventId = 208, Level = LogLevel.Information, Message = "The server has stopped, in {Seconds:F1} s")]
    private static partial void LogStopped(ILogger logger, double seconds);
}
