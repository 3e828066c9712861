namespace ChatApp.Domain.Sessions;

/// <summary>
/// One login of one user on one device. Its refresh tokens are numbered; <see cref="Generation"/> is the number of the
/// newest. The tokens themselves are not stored: the issuer can compute the token of a generation again (contract,
/// section 2, <c>/auth/refresh</c>).
/// </summary>
public sealed class Session
{
    /// <summary>
    /// How long a replaced refresh token still yields its successor to a request that is not a repeat of the replacing
    /// request (contract, section 2). So parallel tabs can refresh with the same token.
    /// </summary>
    public static readonly TimeSpan ReplacedTokenGrace = TimeSpan.FromSeconds(60);

    private Session() { }

    /// <summary>UUID version 7; the <c>sid</c> of its access tokens.</summary>
    public Guid Id { get; private init; }

    /// <summary>The user who logged in.</summary>
    public Guid UserId { get; private init; }

    /// <summary>When the user logged in (UTC, microseconds).</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Number of the newest refresh token, from 1.</summary>
    public int Generation { get; private set; }

    /// <summary>Whether a token of the newest generation was used. Until then its request may be repeated.</summary>
    public bool GenerationUsed { get; private set; }

    /// <summary>
    /// The client's own id for the refresh that began the newest generation; null if the client sent none. It is not a
    /// secret: it is useless without the refresh token of that time.
    /// </summary>
    public Guid? RefreshRequestId { get; private set; }

    /// <summary>
    /// When the newest generation was issued. This is when the session was last used, accurate to the lifetime of an
    /// access token.
    /// </summary>
    public DateTimeOffset RotatedAt { get; private set; }

    /// <summary>The program that received the newest generation (<see cref="SessionDevice.UserAgent"/>).</summary>
    public string UserAgent { get; private set; } = "";

    /// <summary>The address of that device (<see cref="SessionDevice.Address"/>).</summary>
    public string? Address { get; private set; }

    /// <summary>When the newest refresh token expires.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When the session ended, or null if it is open.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Starts a session at login.</summary>
    public static Session Start(
        Guid id, Guid userId, DateTimeOffset now, SessionLifetime lifetime, SessionDevice device) => new()
        {
            Id = id,
            UserId = userId,
            CreatedAt = now,
            Generation = 1,
            // The first token has no predecessor, so there is no request to repeat.
            GenerationUsed = true,
            RotatedAt = now,
            UserAgent = device.UserAgent,
            Address = device.Address,
            ExpiresAt = lifetime.EndOf(now, now),
        };

    /// <summary>Presents the refresh token of a generation.</summary>
    /// <param name="requestId">The client's id for this request, equal in each repeat; null if it sent none.</param>
    public RefreshOutcome Refresh(
        int generation, Guid? requestId, DateTimeOffset now, SessionLifetime lifetime, SessionDevice device)
    {
        if (EndedAt is not null)
        {
            // If the session was ended for reuse, a later request with a replaced token gets the same error again.
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

    /// <summary>Records that an access token of a generation was used: the client has that answer.</summary>
    /// <returns>Whether this changed the session.</returns>
    public bool ConfirmGeneration(int generation)
    {
        var isFirstUse = generation == Generation && !GenerationUsed;
        GenerationUsed |= isFirstUse;
        return isFirstUse;
    }

    /// <summary>Ends the session.</summary>
    /// <returns>Whether the session was open.</returns>
    public bool End(DateTimeOffset now)
    {
        var wasOpen = EndedAt is null;
        EndedAt ??= now;
        return wasOpen;
    }

    // The difference may be negative: this node's clock can be behind the clock of the node that rotated the token. The
    // absolute value ensures that a clock set far back does not keep an old token valid.
    private bool MayHaveSuccessorAgain(Guid? requestId, DateTimeOffset now) =>
        requestId is not null && requestId == RefreshRequestId
            ? !GenerationUsed
            : (now - RotatedAt).Duration() < ReplacedTokenGrace;
}
