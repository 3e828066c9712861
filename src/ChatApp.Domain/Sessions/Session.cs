namespace ChatApp.Domain.Sessions;

/// <summary>
/// One login of one user on one device. Its refresh tokens are numbered: <see cref="Generation"/> is the number of the
/// newest. Tokens themselves are not kept; the issuer can make the token of a generation again (contract, section 2,
/// <c>/auth/refresh</c>).
/// </summary>
public sealed class Session
{
    /// <summary>
    /// How long a refresh token that has been replaced yields its successor to whoever does not repeat the very
    /// request that replaced it (contract, section 2): so that parallel tabs agree.
    /// </summary>
    public static readonly TimeSpan ReplacedTokenGrace = TimeSpan.FromSeconds(60);

    private Session()
    {
    }

    /// <summary>UUID version 7; the <c>sid</c> of its access tokens.</summary>
    public Guid Id { get; private init; }

    /// <summary>Whose session it is.</summary>
    public Guid UserId { get; private init; }

    /// <summary>When the user logged in (UTC, microseconds).</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Number of the newest refresh token, from 1.</summary>
    public int Generation { get; private set; }

    /// <summary>
    /// Whether a token of the newest generation has been used. Until then the request that began it may be repeated,
    /// since its answer may have been lost on its way.
    /// </summary>
    public bool GenerationUsed { get; private set; }

    /// <summary>
    /// The client's own id for the refresh that began the newest generation; null when it gave none. No secret: without
    /// the refresh token of that time it opens nothing.
    /// </summary>
    public Guid? RefreshRequestId { get; private set; }

    /// <summary>
    /// When the newest generation was issued, so when the session was last used, give or take the life of an access
    /// token.
    /// </summary>
    public DateTimeOffset RotatedAt { get; private set; }

    /// <summary>
    /// What the device that got the newest generation says of itself (<see cref="SessionDevice.UserAgent"/>).
    /// </summary>
    public string UserAgent { get; private set; } = "";

    /// <summary>Where that device was (<see cref="SessionDevice.Address"/>).</summary>
    public string? Address { get; private set; }

    /// <summary>When the newest refresh token stops being good.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When the session ended, or null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Starts a session at login.</summary>
    public static Session Start(
        Guid id, Guid userId, DateTimeOffset now, SessionLifetime lifetime, SessionDevice device) => new()
        {
            Id = id,
            UserId = userId,
            CreatedAt = now,
            Generation = 1,
            // A first token has no predecessor that could have been lost.
            GenerationUsed = true,
            RotatedAt = now,
            UserAgent = device.UserAgent,
            Address = device.Address,
            ExpiresAt = lifetime.EndOf(now, now),
        };

    /// <summary>Presents the refresh token of a generation.</summary>
    /// <param name="generation">The generation that the presented token belongs to.</param>
    /// <param name="requestId">The client's id for this request, the same at each repeat; null: it gives none.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="lifetime">How long sessions may go on.</param>
    /// <param name="device">Who presents it.</param>
    public RefreshOutcome Refresh(
        int generation, Guid? requestId, DateTimeOffset now, SessionLifetime lifetime, SessionDevice device)
    {
        if (EndedAt is not null)
        {
            // Who comes back with a spent token of a session that was ended for reuse hears the same reason again.
            return generation < Generation ? RefreshOutcome.Reused : RefreshOutcome.Expired;
        }

        if (now >= ExpiresAt || generation > Generation)
        {
            return RefreshOutcome.Expired;
        }

        if (generation == Generation)
        {
            Generation++;
            GenerationUsed = false;
            RefreshRequestId = requestId;
            RotatedAt = now;
            UserAgent = device.UserAgent;
            Address = device.Address;
            ExpiresAt = lifetime.EndOf(CreatedAt, now);
            return RefreshOutcome.Rotated;
        }

        if (generation == Generation - 1 && MayHaveSuccessorAgain(requestId, now))
        {
            return RefreshOutcome.Repeated;
        }

        End(now);
        return RefreshOutcome.Reused;
    }

    /// <summary>Notes that an access token of a generation was used: the answer that brought it has arrived.</summary>
    /// <returns>Whether that changed anything.</returns>
    public bool ConfirmGeneration(int generation)
    {
        if (generation != Generation || GenerationUsed)
        {
            return false;
        }

        GenerationUsed = true;
        return true;
    }

    /// <summary>Ends the session.</summary>
    /// <returns>Whether it was still going on.</returns>
    public bool End(DateTimeOffset now)
    {
        if (EndedAt is not null)
        {
            return false;
        }

        EndedAt = now;
        return true;
    }

    // Of nodes whose clocks differ the one that asks may be behind the one that rotated; but a clock that was set back
    // by far must not let an old token live on.
    private bool MayHaveSuccessorAgain(Guid? requestId, DateTimeOffset now) =>
        requestId is not null && requestId == RefreshRequestId
            ? !GenerationUsed
            : (now - RotatedAt).Duration() < ReplacedTokenGrace;
}
