using System.Net;
using Npgsql;

namespace ChatApp.LoadTest.CommandLine;

/// <summary>Load goes to this machine only: a typing error must not become an attack on someone's server.</summary>
internal static class Loopback
{
    public static ServerAddress Server(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new UsageException($"'{url}' is not of the form http://127.0.0.1:8000.");
        }

        return new ServerAddress(uri, new IPEndPoint(Address(uri.IdnHost.Trim('[', ']')), uri.Port));
    }

    public static string Postgres(string connectionString)
    {
        var hosts = new NpgsqlConnectionStringBuilder(connectionString).Host ?? "";
        foreach (var host in hosts.Split(',').Where(host => !host.StartsWith('/')))
        {
            // "a:5432" carries a port; "::1" is an address.
            Address(host.Count(c => c == ':') == 1 ? host[..host.IndexOf(':')] : host);
        }

        return connectionString;
    }

    private static IPAddress Address(string host)
    {
        IPAddress[] addresses;
        try
        {
            addresses = Dns.GetHostAddresses(host);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ArgumentException)
        {
            throw new UsageException($"The host '{host}' is not known.");
        }

        if (addresses.Length == 0 || !addresses.All(IPAddress.IsLoopback))
        {
            throw new UsageException($"'{host}' is not this machine: only loopback targets are allowed.");
        }

        return addresses.FirstOrDefault(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
            ?? addresses[0];
    }
}
