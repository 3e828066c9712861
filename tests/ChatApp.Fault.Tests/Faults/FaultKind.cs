namespace ChatApp.Fault.Tests.Faults;

/// <summary>What can go wrong. Links are those of one node; processes are those of the installation.</summary>
internal enum FaultKind
{
    PostgresRestarted,
    PostgresKilled,
    PostgresCut,
    PostgresBlackHoled,
    PostgresSlow,
    PostgresAnswersLost,
    RedisKilled,
    RedisCut,
    RedisBlackHoled,
    RedisSlow,
    RedisAnswersLost,
    NodeKilled,
    NodeRestarted,
    ClientsCut,
    ClientsBlackHoled,
    ClientsSlow,
    ClientsAnswersLost,
}
