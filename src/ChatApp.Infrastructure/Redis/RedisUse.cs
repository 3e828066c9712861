namespace ChatApp.Infrastructure.Redis;

/// <summary>What Redis is for, where each may be refused without the others.</summary>
internal enum RedisUse
{
    /// <summary>Hints to other nodes.</summary>
    Publishing,

    /// <summary>Hints from other nodes.</summary>
    Listening,

    /// <summary>The sockets of a user over all nodes.</summary>
    SocketQuota,

    /// <summary>What a user sends over all nodes.</summary>
    SendQuota,

    /// <summary>All of it: nobody is let in.</summary>
    Everything,
}
