using System.Text;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Realtime.Redis;

namespace ChatApp.Infrastructure.Tests.Realtime.Redis;

internal sealed class HintCodecTests
{
    private static readonly Guid Alice = Guid.CreateVersion7();
    private static readonly Hint[] Hints =
    [
        new StreamGrown(Alice, 0), new StreamGrown(Alice, long.MaxValue), new SessionClosed(Alice, Guid.CreateVersion7()),
    ];

    [TestCaseSource(nameof(Hints))]
    public void A_hint_is_the_same_after_the_journey(Hint hint) =>
        Assert.That(HintCodec.Decode(Encoding.ASCII.GetBytes(HintCodec.ChannelOf(Alice)), HintCodec.Encode(hint)), Is.EqualTo(hint));

    [TestCase("")]
    [TestCase("chatapp:user:")]
    [TestCase("chatapp:user:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void A_channel_that_names_no_user_says_nothing(string channel) =>
        Assert.That(HintCodec.Decode(Encoding.ASCII.GetBytes(channel), HintCodec.Encode(Hints[0])), Is.Null);

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 1 })]
    [TestCase(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void A_payload_of_another_version_says_nothing(byte[] payload) =>
        Assert.That(HintCodec.Decode(Encoding.ASCII.GetBytes(HintCodec.ChannelOf(Alice)), payload), Is.Null);
}
