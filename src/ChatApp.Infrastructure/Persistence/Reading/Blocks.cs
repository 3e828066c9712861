namespace ChatApp.Infrastructure.Persistence.Reading;

internal sealed class Blocks(IPreparedReads reads) : IBlocks
{
    private readonly BatchedLookup<ParticipantPair, bool> _blockedPairs = new(
        pairs => reads.FindBlockedPairsAsync(pairs, CancellationToken.None));

    public Task<bool> HoldsBetweenAsync(Guid userId, Guid peerId, CancellationToken cancellationToken) =>
        _blockedPairs.FindAsync(ParticipantPair.Of(userId, peerId), cancellationToken);
}
