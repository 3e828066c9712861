namespace ChatApp.Api.Tests;

/// <summary>Two users who write, read, edit and delete all the time until it is disposed.</summary>
internal sealed class BusyConversation : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _talk;
    private readonly SemaphoreSlim _sent = new(0);
    private long _count;

    public BusyConversation(ChatUser one, ChatUser other) => _talk = Task.Run(() => TalkAsync(one, other));

    /// <summary>How many messages are acknowledged.</summary>
    public long Sent => Interlocked.Read(ref _count);

    /// <summary>Waits for more messages.</summary>
    public async Task SentAsync(int more)
    {
        for (var i = 0; i < more; i++)
        {
            Assert.That(await _sent.WaitAsync(Patience), Is.True, "messages are sent");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _talk.WaitAsync(Patience);
        _stop.Dispose();
        _sent.Dispose();
    }

    private async Task TalkAsync(ChatUser one, ChatUser other)
    {
        while (!_stop.IsCancellationRequested)
        {
            var question = await one.SendAsync(other, "How are you?");
            var answer = await other.SendAsync(one, "Well, and you?", replyToId: question.Id);
            Interlocked.Add(ref _count, 2);
            _sent.Release(2);
            await one.MarkReadAsync(other.Id, answer.Id);
            await other.EditAsync(answer.Id, $"Well, and you, {question.Seq}?");
            if (question.Seq % 10 == 1)
            {
                await one.DeleteAsync(question.Id);
                await other.MarkReadAsync(one.Id, answer.Id);
            }
        }
    }
}
