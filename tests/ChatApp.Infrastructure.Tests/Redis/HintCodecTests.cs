using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using ChatApp.Application.Signals;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Redis;
using ChatApp.Infrastructure.Tests.Realtime;

namespace ChatApp.Infrastructure.Tests.Redis;

internal sealed class HintCodecTests
{
    private static readonly Guid Alice = Guid.CreateVersion7();
    private static readonly Hint[] Hints =
    [
        new StreamGrown(Alice, 0),
        new StreamGrown(Alice, long.MaxValue),
        new SessionClosed(Alice, Guid.CreateVersion7()),
        new StreamTraced(Alice, long.MaxValue, NewTrace()),
        new SignalSent(Alice, new Typing(Guid.CreateVersion7()).Encode().Json),
    ];

    private readonly HintCodec _codec = new(TestRedis.NewSeal());
    private readonly HintCodec _other = new(TestRedis.NewSeal());

    [TestCaseSource(nameof(Hints))]
    public void A_decoded_hint_equals_the_encoded_one(Hint hint) =>
        Assert.That(_codec.Decode(ChannelOf(Alice), _other.Encode(hint)), Is.EqualTo(hint).Using(new HintComparer()));

    [TestCase(typeof(SignalSent))]
    [TestCase(typeof(StreamTraced))]
    public void A_node_ignores_its_own_signals_and_traces(Type type)
    {
        var hint = Hints.Single(hint => hint.GetType() == type);

        Assert.That(_codec.Decode(ChannelOf(Alice), _codec.Encode(hint)), Is.Null);
    }

    [Test]
    public void Versions_with_and_without_traces_read_each_others_hints()
    {
        var seal = TestRedis.NewSeal();
        byte[] withoutTraces = [1, 0, 0, 0, 0, 0, 0, 0, 7];
        var grown = new StreamGrown(Alice, 7);

        // What an earlier version sends is understood, and is what this one sends.
        var earlier = seal.Seal(HintCodec.ChannelOf(Alice), withoutTraces);
        Assert.That(_codec.Decode(ChannelOf(Alice), earlier), Is.EqualTo(grown));
        Assert.That(_codec.Encode(grown), Is.EqualTo(earlier));

        // A traced hint is one more, of a kind that an earlier version ignores, as it ignores other lengths.
        var traced = _codec.Encode(new StreamTraced(Alice, 7, NewTrace()));
        Assert.That(EarlierVersion.Decode(seal, Alice, earlier), Is.EqualTo(grown));
        Assert.That(EarlierVersion.Decode(seal, Alice, traced), Is.Null);
    }

    [TestCase("")]
    [TestCase("chatapp:user:")]
    [TestCase("chatapp:user:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void A_channel_without_a_user_id_is_ignored(string channel) =>
        Assert.That(_codec.Decode(Encoding.ASCII.GetBytes(channel), _codec.Encode(Hints[0])), Is.Null);

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 1 })]
    [TestCase(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void A_payload_of_another_version_is_ignored(byte[] payload)
    {
        var sealedPayload = TestRedis.NewSeal().Seal(HintCodec.ChannelOf(Alice), payload);
        Assert.That(_codec.Decode(ChannelOf(Alice), sealedPayload), Is.Null);
        Assert.That(_codec.Decode(ChannelOf(Alice), payload), Is.Null, "of a version without a seal");
    }

    [TestCaseSource(nameof(Hints))]
    public void A_hint_is_not_valid_for_another_user(Hint hint) =>
        Assert.That(_codec.Decode(ChannelOf(Guid.CreateVersion7()), _codec.Encode(hint)), Is.Null);

    [TestCaseSource(nameof(Hints))]
    public void A_hint_with_one_changed_bit_is_ignored(Hint hint)
    {
        var payload = _codec.Encode(hint);
        for (var bit = 0; bit < payload.Length * 8; bit++)
        {
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(_codec.Decode(ChannelOf(Alice), payload), Is.Null, $"bit {bit}");
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void Nodes_with_the_old_and_the_new_key_accept_each_others_hints()
    {
        const string New = "a key that replaces the other key";
        var before = new HintCodec(TestRedis.NewSeal(TestRedis.Key, previous: New));
        var after = new HintCodec(TestRedis.NewSeal(New, previous: TestRedis.Key));

        Assert.That(before.Decode(ChannelOf(Alice), after.Encode(Hints[0])), Is.EqualTo(Hints[0]));
        Assert.That(after.Decode(ChannelOf(Alice), before.Encode(Hints[0])), Is.EqualTo(Hints[0]));
    }

    private static ActivityContext NewTrace() => new(
        ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);

    private static byte[] ChannelOf(Guid userId) => Encoding.ASCII.GetBytes($"chatapp:{HintCodec.ChannelOf(userId)}");

    /// <summary>How a version without traces decodes.</summary>
    private static class EarlierVersion
    {
        public static Hint? Decode(RedisSeal seal, Guid userId, byte[] payload) =>
            !seal.TryOpen(HintCodec.ChannelOf(userId), payload, out var content)
                ? null
                : content switch
                {
                    [1, .. { Length: sizeof(long) } number] =>
                        new StreamGrown(userId, BinaryPrimitives.ReadInt64BigEndian(number)),
                    [2, .. { Length: 16 } session] => new SessionClosed(userId, new Guid(session, bigEndian: true)),
                    [4, .. { Length: > 16 } sent] => new SignalSent(userId, sent[16..].ToArray()),
                    _ => null,
                };
    }
}
