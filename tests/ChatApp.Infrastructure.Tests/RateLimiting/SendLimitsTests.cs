using ChatApp.Application.Messages;
using ChatApp.Application.RateLimiting;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.RateLimiting;

internal sealed class SendLimitsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly Guid _carol = Guid.CreateVersion7();

    [Test]
    public void The_default_limit_to_one_recipient_is_200_messages_and_then_20_a_second()
    {
        var limits = WithDefaults();

        Assert.That(Send(limits, "Hello!", 1_000), Is.EqualTo(200));
        Assert.That(limits.CountMessage(To(_bob, "more"))!.RetryAfter, Is.EqualTo(TimeSpan.FromMilliseconds(50)));
        Assert.That(limits.CountMessage(To(_carol, "to another user")), Is.Null);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Send(limits, "Hello!", 1_000), Is.EqualTo(20));
    }

    [TestCase("x", 1_000, 200)]
    [TestCase("x", 1_001, 100)]
    [TestCase("€", 4_000, 17)]
    public void A_text_counts_once_per_1_000_bytes(string letter, int length, int messages) =>
        Assert.That(
            Send(WithDefaults(), string.Concat(Enumerable.Repeat(letter, length)), 1_000), Is.EqualTo(messages));

    [Test]
    public void The_default_limit_of_a_user_is_500_frames_and_then_50_a_second()
    {
        var limits = WithDefaults();

        Assert.That(Frames(limits), Is.EqualTo(500));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Frames(limits), Is.EqualTo(50));
    }

    [Test]
    public void A_long_text_counts_as_several_frames()
    {
        var limits = WithDefaults();
        var sent = 0;
        var text = new string('x', 4_000);
        while (limits.CountFrame(_alice) is null && limits.CountMessage(To(Guid.CreateVersion7(), text)) is null)
        {
            sent++;
        }

        Assert.That(sent, Is.EqualTo(125), "each counts as four frames");
    }

    [Test]
    public void A_long_text_is_accepted_and_delays_the_next_one()
    {
        var limits = With(new RateLimit(Burst: 1, TimeSpan.FromSeconds(1)));

        Assert.That(limits.CountMessage(To(_bob, new string('x', 4_000))), Is.Null);
        Assert.That(
            limits.CountMessage(To(_bob, "short"))!.RetryAfter,
            Is.EqualTo(TimeSpan.FromSeconds(4)),
            "the debt must be refilled first");
    }

    [Test]
    public void Data_count_by_their_bytes_together_with_the_text()
    {
        var data = new MessageData($$"""{"a":"{{new string('x', 592)}}"}""");
        var (plain, full) = (WithDefaults(), WithDefaults());

        Assert.That(Sent(plain, new string('x', 400)), Is.EqualTo(200), "1,000 bytes count once");
        Assert.That(Sent(full, new string('x', 401)), Is.EqualTo(100), "1,001 bytes count twice");

        int Sent(SendLimits limits, string content) => Enumerable.Range(0, 1_000)
            .Count(_ => limits.CountMessage(To(_bob, content) with { Data = data }) is null);
    }

    [Test]
    public void A_returned_message_can_be_sent_again()
    {
        var limits = WithDefaults();
        Send(limits, "Hello!", 200);

        limits.GiveBack(To(_bob, "Hello!"));

        Assert.That(Send(limits, "Hello!", 1_000), Is.EqualTo(1));
    }

    [Test]
    public void An_edit_counts_as_the_longest_message()
    {
        var limits = WithDefaults();

        Assert.That(
            Enumerable.Range(0, 100).Count(_ => limits.CountChange(_alice, MessageContent.MaxLength) is null),
            Is.EqualTo(17),
            "200 messages to one user, of which the longest text counts as 12");
        Assert.That(limits.CountChange(_bob, MessageContent.MaxLength), Is.Null);
    }

    [Test]
    public void The_default_limit_of_new_conversations_is_60_an_hour()
    {
        var limits = WithDefaults();

        Assert.That(Enumerable.Range(0, 100).Count(_ => limits.CountNewConversation(_alice) is null), Is.EqualTo(60));
        Assert.That(limits.CountNewConversation(_alice)!.RetryAfter, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(limits.CountNewConversation(_bob), Is.Null);
    }

    [Test]
    public void All_limits_can_be_switched_off()
    {
        var limits = new SendLimits(Read(("RateLimits:Enabled", "false")), new InProcessSendQuota(), _clock);

        Assert.That(Frames(limits, most: 2_000), Is.EqualTo(2_000));
        Assert.That(Send(limits, "Hello!", 1_000), Is.EqualTo(1_000));
        Assert.That(Enumerable.Range(0, 100).Select(_ => limits.CountNewConversation(_alice)), Is.All.Null);
    }

    private SendLimits WithDefaults() => new(Read(), new InProcessSendQuota(), _clock);

    private SendLimits With(RateLimit messages) =>
        new(Read() with { MessagesToOne = messages }, new InProcessSendQuota(), _clock);

    private static SendLimitSettings Read(params (string Name, string? Value)[] settings) =>
        SendLimitSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value))
            .Build());

    private SendMessage To(Guid recipientId, string content) =>
        new(_alice, recipientId, content, ClientMessageId: null);

    private int Send(SendLimits limits, string content, int times) =>
        Enumerable.Range(0, times).Count(_ => limits.CountMessage(To(_bob, content)) is null);

    private int Frames(SendLimits limits, int most = 1_000) =>
        Enumerable.Range(0, most).Count(_ => limits.CountFrame(_alice) is null);
}
