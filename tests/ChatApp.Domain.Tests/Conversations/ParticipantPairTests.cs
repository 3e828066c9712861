using ChatApp.Domain.Conversations;

namespace ChatApp.Domain.Tests.Conversations;

internal sealed class ParticipantPairTests
{
    private const int Samples = 2_000;

    [Test]
    public void A_pair_does_not_depend_on_the_order_of_its_users()
    {
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        Assert.That(ParticipantPair.Of(one, other), Is.EqualTo(ParticipantPair.Of(other, one)));
    }

    [Test]
    public void Ids_are_ordered_by_big_endian_bytes_as_in_both_databases()
    {
        var random = new Random(20260225);

        for (var i = 0; i < Samples; i++)
        {
            var one = RandomId(random);
            var other = Neighbour(one, random);

            var pair = ParticipantPair.Of(one, other);

            var order = pair.First.ToByteArray(bigEndian: true).AsSpan()
                .SequenceCompareTo(pair.Second.ToByteArray(bigEndian: true));
            Assert.That(order, Is.LessThan(0), $"{pair.First} before {pair.Second}");
        }
    }

    [TestCase("00000001-0000-0000-0000-000000000000", "80000000-0000-0000-0000-000000000000")]
    [TestCase("00000000-0001-0000-0000-000000000000", "00000000-8000-0000-0000-000000000000")]
    [TestCase("00000000-0000-0001-0000-000000000000", "00000000-0000-8000-0000-000000000000")]
    [TestCase("00000000-0000-0000-0100-000000000000", "00000000-0000-0000-8000-000000000000")]
    [TestCase("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000080")]
    public void Bytes_are_compared_as_unsigned_numbers(string smaller, string greater)
    {
        var pair = ParticipantPair.Of(Guid.Parse(greater), Guid.Parse(smaller));

        Assert.That(pair.First, Is.EqualTo(Guid.Parse(smaller)));
        Assert.That(pair.Second, Is.EqualTo(Guid.Parse(greater)));
    }

    [Test]
    public void The_peer_is_the_other_user()
    {
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var pair = ParticipantPair.Of(one, other);

        Assert.That((pair.PeerOf(one), pair.PeerOf(other)), Is.EqualTo((other, one)));
    }

    [Test]
    public void The_peer_in_notes_to_oneself_is_the_user()
    {
        var user = Guid.CreateVersion7();

        var pair = ParticipantPair.Of(user, user);

        Assert.That((pair.First, pair.Second, pair.PeerOf(user)), Is.EqualTo((user, user, user)));
    }

    private static Guid RandomId(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    // Changes only one byte, so that each of the sixteen bytes decides the order in some case.
    private static Guid Neighbour(Guid id, Random random)
    {
        var bytes = id.ToByteArray();
        bytes[random.Next(16)] ^= (byte)random.Next(1, 256);
        return new Guid(bytes);
    }
}
