using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class PeersTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task Peers_of_many_users_are_found_page_by_page()
    {
        var node = await SharedNodes.FindAsync(Kind);
        var (alice, bob, lonely) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        var peers = new List<User>();
        for (var i = 0; i < 5; i++)
        {
            peers.Add(await node.AddUserAsync());
            await node.AppendAsync(alice, peers[i], "in touch");
        }

        await node.AppendAsync(bob, bob, "a note");
        await node.AppendAsync(peers[0], bob, "in touch");

        var first = await FindAsync(node, 2, All(alice), All(bob), All(lonely));
        var ofAlice = first.Where(peer => peer.UserId == alice.Id).ToList();
        var rest = await FindAsync(node, 10, new PeersBefore(alice.Id, ofAlice.Min(peer => peer.ConversationId)));

        Assert.That(ofAlice.Select(peer => peer.PeerId), Is.EquivalentTo(new[] { peers[4].Id, peers[3].Id }));
        Assert.That(rest.Select(peer => peer.PeerId), Is.EquivalentTo(peers.Take(3).Select(peer => peer.Id)));
        Assert.That(
            first.Where(peer => peer.UserId != alice.Id).Select(peer => (peer.UserId, peer.PeerId)),
            Is.EquivalentTo(new[] { (bob.Id, bob.Id), (bob.Id, peers[0].Id) }));
    }

    [Test]
    public async Task A_block_by_either_side_separates_and_without_a_message_there_is_no_peer()
    {
        var node = await SharedNodes.FindAsync(Kind);
        var (alice, blocker, blocked, stranger) = (
            await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, blocker, "in touch");
        await node.AppendAsync(alice, blocked, "in touch");
        await node.BlockAsync(blocker, alice);
        await node.BlockAsync(alice, blocked);
        await node.BlockAsync(stranger, alice);
        await node.BlockAsync(stranger, alice, isBlocked: false);

        Assert.That(await FindAsync(node, 10, All(alice), All(blocker), All(blocked), All(stranger)), Is.Empty);

        await node.BlockAsync(blocker, alice, isBlocked: false);
        var found = await FindAsync(node, 10, All(alice));
        Assert.That(found.Select(peer => peer.PeerId), Is.EqualTo(new[] { blocker.Id }));
    }

    private static PeersBefore All(User user) => new(user.Id, Guid.AllBitsSet);

    private static async Task<List<FoundPeer>> FindAsync(TestNode node, int limit, params PeersBefore[] asked) =>
        (await node.Get<IPreparedReads>().FindPeersAsync(asked, limit, CancellationToken.None))
            .FindAll(peer => peer.IsInTouch);
}
