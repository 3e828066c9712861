using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ChatApp.Fault.Tests.Processes;

/// <summary>The cluster of scripts/cluster.sh: nginx before two nodes.</summary>
internal sealed partial class Cluster : IAsyncDisposable
{
    // With the time in which the script installs nginx, if it is missing.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(3);
    private readonly ChildProcess _script;

    private Cluster(ChildProcess script)
    {
        _script = script;
        Address = new Uri(AddressLine().Match(script.Output).Groups[1].Value);
        Nodes = [.. NodeLine().Matches(script.Output).Select(
            match => (int.Parse(match.Groups[1].Value, null), new Uri(match.Groups[2].Value)))];
    }

    /// <summary>nginx's address.</summary>
    public Uri Address { get; }

    /// <summary>The process id and the own address of each node.</summary>
    public IReadOnlyList<(int Id, Uri Address)> Nodes { get; }

    /// <param name="settings">Settings of both nodes.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public static async Task<Cluster> StartAsync(
        IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestStart);
        var environment = new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["CHATAPP_TEST_SERVER"] = ServerProcess.Folder,
            ["Logging__LogLevel__Default"] = "Warning",
            ["Passwords__WorkFactor"] = "4",
            ["RateLimits__Enabled"] = "false",
        };
        var script = ChildProcess.Start(
            "bash", [Path.Combine(FindRepository(), "scripts", "cluster.sh")], environment);
        try
        {
            await script.WaitUntilAsync(
                _ => Task.FromResult(NodeLine().IsMatch(script.Output)), deadline.Token);
            return new Cluster(script);
        }
        catch
        {
            await script.TerminateAsync(CancellationToken.None);
            await script.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops a node as an operator does, and waits until it has ended.</summary>
    public async Task StopNodeAsync(int index, CancellationToken cancellationToken)
    {
        using var process = Process.GetProcessById(Nodes[index].Id);
        Signal.SendTerminate(process);
        await process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _script.TerminateAsync(CancellationToken.None);
        await _script.DisposeAsync();
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ChatApp.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("ChatApp.sln is in no folder above.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^CHATAPP_CLUSTER=(\S+)", RegexOptions.Multiline)]
    private static partial Regex AddressLine();

    // Both nodes are on one line.
    [GeneratedRegex(@"(?<=^CHATAPP_CLUSTER_NODES=.*)\b(\d+)=(\S+)", RegexOptions.Multiline)]
    private static partial Regex NodeLine();
}
