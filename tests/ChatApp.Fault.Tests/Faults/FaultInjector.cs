using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Faults;

/// <summary>Causes faults and ends them.</summary>
internal sealed class FaultInjector(Installation installation, HistoryRecorder recorder)
{
    /// <summary>Causes a fault; when this returns, the fault has ended.</summary>
    public async Task InjectAsync(Fault fault, CancellationToken cancellationToken)
    {
        var node = installation.Nodes[fault.Node];
        switch (fault.Kind)
        {
            case FaultKind.PostgresRestarted:
                await installation.Postgres!.StopAsync(cancellationToken);
                await Task.Delay(fault.Duration, cancellationToken);
                await installation.Postgres.StartAsync(cancellationToken);
                break;
            case FaultKind.PostgresKilled:
                await installation.Postgres!.KillAsync(cancellationToken);
                await Task.Delay(fault.Duration, cancellationToken);
                await installation.Postgres.StartAsync(cancellationToken);
                break;
            case FaultKind.RedisKilled:
                await installation.Redis!.KillAsync(cancellationToken);
                await Task.Delay(fault.Duration, cancellationToken);
                await installation.Redis.StartAsync(cancellationToken);
                break;
            case FaultKind.NodeKilled:
                await node.Server.KillAsync(cancellationToken);
                await Task.Delay(fault.Duration, cancellationToken);
                await node.Server.StartAsync(cancellationToken);
                break;
            case FaultKind.NodeRestarted:
                await RestartAsync(node, fault.Duration, cancellationToken);
                break;
            default:
                var (link, state) = LinkOf(fault.Kind, node);
                link.Set(state);
                await Task.Delay(fault.Duration, cancellationToken);
                link.Set(LinkState.Up);
                break;
        }
    }

    // The node drains and exits cleanly even during other faults (contract, section 8).
    private async Task RestartAsync(Node node, TimeSpan pause, CancellationToken cancellationToken)
    {
        var begin = recorder.Now;
        var code = await node.Server.TerminateAsync(cancellationToken);
        if (code != 0 || recorder.Now - begin > TimeSpan.FromSeconds(10))
        {
            recorder.WrongAnswer(
                $"SIGTERM was answered with the exit code {code} after {(recorder.Now - begin).TotalSeconds:0.0} s");
        }

        await Task.Delay(pause, cancellationToken);
        await node.Server.StartAsync(cancellationToken);
    }

    private static (ChatLink Link, LinkState State) LinkOf(FaultKind kind, Node node) => kind switch
    {
        FaultKind.PostgresCut => (node.ToPostgres!, LinkState.Cut),
        FaultKind.PostgresBlackHoled => (node.ToPostgres!, LinkState.BlackHole),
        FaultKind.PostgresSlow => (node.ToPostgres!, LinkState.Slow),
        FaultKind.PostgresAnswersLost => (node.ToPostgres!, LinkState.AnswersLost),
        FaultKind.RedisCut => (node.ToRedis!, LinkState.Cut),
        FaultKind.RedisBlackHoled => (node.ToRedis!, LinkState.BlackHole),
        FaultKind.RedisSlow => (node.ToRedis!, LinkState.Slow),
        FaultKind.RedisAnswersLost => (node.ToRedis!, LinkState.AnswersLost),
        FaultKind.ClientsCut => (node.ToClients, LinkState.Cut),
        FaultKind.ClientsBlackHoled => (node.ToClients, LinkState.BlackHole),
        FaultKind.ClientsSlow => (node.ToClients, LinkState.Slow),
        FaultKind.ClientsAnswersLost => (node.ToClients, LinkState.AnswersLost),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This fault does not concern a link."),
    };
}
