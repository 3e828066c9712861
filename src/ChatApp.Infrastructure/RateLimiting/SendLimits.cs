namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>
/// Counts what users send on this node, and on all. Thread-safe. A message counts as one frame and as one message to
/// its recipient; a long text with its data as several in both buckets, so one limit covers messages and bytes.
/// </summary>
internal sealed class SendLimits(SendLimitSettings settings, ISendQuota quota, TimeProvider time) : ISendLimits
{
    private const int MostBytesOfACharacter = 3;

    private readonly RateBuckets<QuotaKey> _frames = new(settings.Frames, time);
    private readonly RateBuckets<QuotaKey> _messages = new(settings.MessagesToOne, time);
    private readonly RateBuckets<QuotaKey> _conversations = new(settings.NewConversations, time);

    public Error? CountFrame(Guid userId) => Take(_frames, FramesOf(userId), settings.Frames, cost: 1);

    public Error? CountMessage(SendMessage message) => Count(MessagesOf(message), CostOf(message));

    // All changes of a user share the bucket of the user's notes, whose recipient is the user.
    public Error? CountChange(Guid userId, int length) =>
        Count(new QuotaKey(QuotaKind.Messages, userId, userId), CostOf(length * MostBytesOfACharacter));

    public void GiveBack(SendMessage message)
    {
        var cost = CostOf(message);
        Charge(_messages, MessagesOf(message), settings.MessagesToOne, -cost);
        Charge(_frames, FramesOf(message.SenderId), settings.Frames, 1 - cost);
    }

    public Error? CountNewConversation(Guid userId) => Take(
        _conversations, new QuotaKey(QuotaKind.Conversations, userId), settings.NewConversations, cost: 1);

    public void GiveBackNewConversation(Guid userId) =>
        Charge(_conversations, new QuotaKey(QuotaKind.Conversations, userId), settings.NewConversations, cost: -1);

    private static QuotaKey FramesOf(Guid userId) => new(QuotaKind.Frames, userId);

    private static QuotaKey MessagesOf(SendMessage message) =>
        new(QuotaKind.Messages, message.SenderId, message.RecipientId!.Value);

    private int CostOf(SendMessage message)
    {
        var (content, data) = (message.Content!, message.Data?.Json ?? "");
        return (content.Length + data.Length) * MostBytesOfACharacter <= settings.BytesPerMessage
            ? 1
            : CostOf(Encoding.UTF8.GetByteCount(content) + Encoding.UTF8.GetByteCount(data));
    }

    private int CostOf(int bytes) => (bytes + settings.BytesPerMessage - 1) / settings.BytesPerMessage;

    private Error? Count(QuotaKey messages, int cost)
    {
        if (Take(_messages, messages, settings.MessagesToOne, cost) is { } refusal)
        {
            return refusal;
        }

        // It was already counted as one frame.
        Charge(_frames, FramesOf(messages.UserId), settings.Frames, cost - 1);
        return null;
    }

    private Error? Take(RateBuckets<QuotaKey> buckets, QuotaKey key, RateLimit limit, int cost)
    {
        if (!settings.Enabled)
        {
            return null;
        }

        if (buckets.Take(key, cost) is { } wait)
        {
            return Error.RateLimited(wait);
        }

        if (quota.Take(key, limit, cost) is { } longer)
        {
            buckets.Charge(key, -cost);
            return Error.RateLimited(longer);
        }

        return null;
    }

    private void Charge(RateBuckets<QuotaKey> buckets, QuotaKey key, RateLimit limit, int cost)
    {
        if (settings.Enabled && cost != 0)
        {
            buckets.Charge(key, cost);
            quota.Charge(key, limit, cost);
        }
    }
}
