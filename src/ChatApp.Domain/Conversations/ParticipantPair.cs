namespace ChatApp.Domain.Conversations;

/// <summary>
/// The two users of a conversation in one canonical order. The order makes the pair equal from either side, so a unique
/// index can allow one conversation for each pair.
/// </summary>
public readonly record struct ParticipantPair
{
    private ParticipantPair(Guid first, Guid second) => (First, Second) = (first, second);

    /// <summary>The smaller id.</summary>
    public Guid First { get; }

    /// <summary>The greater id; equal to <see cref="First"/> for notes to oneself.</summary>
    public Guid Second { get; }

    /// <summary>The pair of two users, given in any order.</summary>
    public static ParticipantPair Of(Guid one, Guid other) =>
        one.CompareTo(other) <= 0 ? new ParticipantPair(one, other) : new ParticipantPair(other, one);

    /// <summary>Both users; only one for notes to oneself.</summary>
    public IEnumerable<Guid> Users => First == Second ? [First] : [First, Second];

    /// <summary>Whether a user is one of the two.</summary>
    public bool Has(Guid user) => user == First || user == Second;

    /// <summary>The other of the two; the user itself for notes to oneself.</summary>
    public Guid PeerOf(Guid user) => user == First ? Second : First;
}
