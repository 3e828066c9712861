using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace ChatApp.Api.Listening;

/// <summary>
/// Finds out, before anything else is started and so before the database is touched, whether the server will be able to
/// listen: has Kestrel load its endpoints and certificates, and binds each address for a moment, without listening.
/// Kestrel itself binds last, when all else is there.
/// </summary>
internal sealed class ListeningCheck(
    IReadOnlyList<ListeningAddress> addresses, IOptionsFactory<KestrelServerOptions> kestrel) : IHostedService
{
    /// <exception cref="SettingException">It will not.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LoadCertificates();
        foreach (var address in addresses)
        {
            Bind(address);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // With options of its own: Kestrel's are for its own start.
    private void LoadCertificates()
    {
        var trial = kestrel.Create(Options.DefaultName);
        try
        {
            trial.ConfigurationLoader?.Load();
        }
#pragma warning disable CA1031 // Whatever is said of a file, a password or a value: it is the settings'.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new SettingException($"The settings Kestrel__… cannot be used: {FirstLine(exception)}", exception);
        }

        foreach (var address in addresses.Where(address =>
            address.IsHttps && !address.Setting.StartsWith("Kestrel", StringComparison.Ordinal)))
        {
            try
            {
                trial.ListenAnyIP(0, endpoint => endpoint.UseHttps());
            }
            catch (InvalidOperationException exception)
            {
                throw new SettingException(
                    $"The setting {address.Setting} has '{address.Text}', and there is no certificate for it; "
                    + "name one in Kestrel__Certificates__Default__Path.",
                    exception);
            }
        }
    }

    private static void Bind(ListeningAddress address)
    {
        SocketException? failure = null;
        var isBound = false;
        foreach (var endPoint in address.EndPoints)
        {
            try
            {
                using var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
                isBound = true;
            }
            catch (SocketException exception) when (exception.SocketErrorCode != SocketError.AddressAlreadyInUse)
            {
                // A machine need not have both kinds of addresses.
                failure ??= exception;
            }
            catch (SocketException exception)
            {
                throw Refusal(address, exception);
            }
        }

        if (!isBound)
        {
            throw Refusal(address, failure!);
        }
    }

    private static SettingException Refusal(ListeningAddress address, SocketException exception)
    {
        var why = exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "which is in use",
            SocketError.AddressNotAvailable => "which is no address of this machine",
            SocketError.AccessDenied => "which this account may not open",
            _ => $"which cannot be opened ({exception.Message})",
        };
        return new SettingException($"The setting {address.Setting} has '{address.Text}', {why}.", exception);
    }

    private static string FirstLine(Exception exception) => exception.Message.Split('\n', '\r')[0];
}
