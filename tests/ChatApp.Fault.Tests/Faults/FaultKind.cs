namespace ChatApp.Fault.Tests.Faults;

/// <summary>The kinds of faults. Links belong to one node; processes belong to the installation.</summary>
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
