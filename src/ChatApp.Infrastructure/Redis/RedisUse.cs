namespace ChatApp.Infrastructure.Redis;

/// <summary>The uses of Redis. Redis may refuse each of them separately.</summary>
internal enum RedisUse
{
    /// <summary>Hints to other nodes.</summary>
    Publishing,

    /// <summary>Hints from other nodes.</summary>
    Listening,

    /// <summary>Counting a user's sockets on all nodes.</summary>
    SocketQuota,

    /// <summary>Counting what a user sends on all nodes.</summary>
    SendQuota,

    /// <summary>All uses: the login is refused.</summary>
    Everything,
}
