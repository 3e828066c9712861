using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace ChatApp.Api.Listening;

/// <summary>
/// Checks whether the server can listen, before anything else starts and touches the database. It makes Kestrel load
/// its endpoints and certificates, and binds each address briefly without listening. Kestrel itself binds last, after
/// everything else has started.
/// </summary>
internal sealed class ListeningCheck(
    IReadOnlyList<ListeningAddress> addresses, IOptionsFactory<KestrelServerOptions> kestrel) : IHostedService
{
    /// <exception cref="SettingException">The server cannot listen.</exception>
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

    // Uses its own copy of the options, because Kestrel uses the original at its start.
    private void LoadCertificates()
    {
        var trial = kestrel.Create(Options.DefaultName);
        try
        {
            trial.ConfigurationLoader?.Load();
        }
#pragma warning disable CA1031 // Any failure here comes from the settings: a file, a password or another value.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new SettingException($"The settings Kestrel__… cannot be used: {FirstLine(exception)}", exception);
        }

        foreach (var address in addresses.Where(address => address is { IsHttps: true, IsKestrelEndpoint: false }))
        {
            try
            {
                trial.ListenAnyIP(0, endpoint => endpoint.UseHttps());
            }
            catch (InvalidOperationException exception)
            {
                throw new SettingException(
                    $"The setting {address.Setting} has '{address.Text}', but there is no certificate for it; "
                    + "set one in Kestrel__Certificates__Default__Path.",
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
                // A machine may have only IPv4 or only IPv6.
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
            SocketError.AddressNotAvailable => "which is not an address of this machine",
            SocketError.AccessDenied => "which this account may not open",
            _ => $"which cannot be opened ({exception.Message})",
        };
        return new SettingException($"The setting {address.Setting} has '{address.Text}', {why}.", exception);
    }

    private static string FirstLine(Exception exception) => exception.Message.Split('\n', '\r')[0];
}
