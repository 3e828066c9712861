using System.Diagnostics;
using System.Net;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Http;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Sending;

/// <summary>One user who writes to another, each message once the one before is answered.</summary>
internal sealed class RestSender(ServerAddress server, LoadUser user, LoadUser recipient, int contentLength)
{
    private readonly SendRequest _request = new(server, user, recipient.Id, contentLength);
    private long _seqBefore;

    public long Sent { get; private set; }

    public async Task PrepareAsync(ChatApi api, CancellationToken stop) =>
        _seqBefore = (await NewestAsync(api, stop))?.Seq ?? 0;

    public async Task SendAsync(
        HttpConnection connection, Measurement measurement, Failures failures, CancellationToken stop)
    {
        var now = Stopwatch.GetTimestamp();
        while (now < measurement.End && failures.Count == 0)
        {
            var sentAt = now;
            var answer = await connection.CallAsync(_request.WithNumber(Sent + 1), stop);
            if (answer.Status != (int)HttpStatusCode.Created)
            {
                failures.Add($"message {Sent + 1} was answered {answer.Status}");
                return;
            }

            Sent++;
            now = Stopwatch.GetTimestamp();
            measurement.RecordDelivery(sentAt, now);
        }
    }

    /// <summary>
    /// Whether history ends with the last message sent and, where the server counts, holds as many more as were sent.
    /// </summary>
    public async Task CheckStoredAsync(ChatApi api, bool countsConversations, Failures failures, CancellationToken stop)
    {
        var newest = await NewestAsync(api, stop);
        if (newest?.ClientMessageId != _request.Id(Sent) || (countsConversations && newest.Seq - _seqBefore != Sent))
        {
            failures.Add(
                $"history ends with {newest}, but {_request.Id(Sent)} was sent last, {Sent} after seq {_seqBefore}");
        }
    }

    private async Task<MessageAnswer?> NewestAsync(ChatApi api, CancellationToken stop) =>
        (await api.GetAsync<MessageAnswer[]>($"/api/v1/messages/dm/{recipient.Id}?limit=1", user.Token!, stop))
            .FirstOrDefault();
}
