using System.Diagnostics.Metrics;

namespace ChatApp.Application.Messages;

/// <summary>Counts sent messages by outcome, over REST and sockets.</summary>
internal sealed class SendMetrics : IDisposable
{
    private readonly Meter _meter = new(ChatMeter.Name);
    private readonly Counter<long> _sends;

    public SendMetrics() => _sends = _meter.CreateCounter<long>(
        "chatapp.sends", "{message}", "Valid messages of clients, by outcome: stored, repeat, or an error's code.");

    public void Ended(Result<SentMessage> sent) => _sends.Add(1, KeyValuePair.Create<string, object?>(
        "outcome", !sent.IsSuccess ? sent.Error.Code : sent.Value.IsRepeat ? "repeat" : "stored"));

    public void Dispose() => _meter.Dispose();
}
