using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Soak;

/// <summary>What devices do over REST. Each call begins at once, on the thread of its caller.</summary>
internal sealed class SoakCalls(Nodes nodes, Tally tally)
{
    private static readonly string[] Emojis = ["👍", "❤️", "😂", "🎉"];

    public async Task SendAsync(Device device, Func<SoakUser, Talk> choose, string content, CancellationToken stop)
    {
        var talk = choose(device.User);
        if (talk.Write(content, null) is not { } message)
        {
            return;
        }

        await CallAsync(device, "sends_over_rest", SendOnceAsync, stop);

        async Task SendOnceAsync(ChatApi api, string token)
        {
            var answer = await api.SendAsync(
                token, message.RecipientId, message.Content, message.ClientMessageId, stop);
            if (talk.NumberOf(message.ClientMessageId) is { } number && talk.Acknowledge(number, answer.Id.GetGuid()))
            {
                tally.Count("messages");
            }
        }
    }

    public Task EditAsync(Device device, Func<SoakUser, Talk> choose, string content, CancellationToken stop) =>
        ChangeAsync(device, choose(device.User), "edits", HttpMethod.Patch, "", new { content }, stop);

    public Task DeleteAsync(Device device, Func<SoakUser, Talk> choose, CancellationToken stop) =>
        ChangeAsync(device, choose(device.User), "deletions", HttpMethod.Delete, "", null, stop);

    public Task ReactAsync(Device device, Func<SoakUser, Talk> choose, int roll, CancellationToken stop)
    {
        // To what it has written itself, or to what the other has.
        var own = choose(device.User);
        var talk = roll % 2 == 0 ? own : own.To.Talks[device.User.Id];
        var path = $"/reactions/{Uri.EscapeDataString(Emojis[roll / 2 % Emojis.Length])}";
        var method = roll % 3 == 0 ? HttpMethod.Delete : HttpMethod.Put;
        return ChangeAsync(device, talk, "reactions", method, path, null, stop);
    }

    public Task SearchAsync(Device device, string word, CancellationToken stop) =>
        CallAsync(
            device,
            "searches",
            (api, token) =>
                api.GetAsync<MessageAnswer[]>($"/api/v1/messages/search?q={word}&limit=20", token, stop),
            stop);

    /// <summary>The list, and the newest page of a conversation.</summary>
    public Task ReadPagesAsync(Device device, Func<SoakUser, Talk> choose, CancellationToken stop)
    {
        var peer = choose(device.User).To;
        return CallAsync(device, "pages", ReadAsync, stop);

        async Task ReadAsync(ChatApi api, string token)
        {
            await api.GetAsync<ConversationAnswer[]>("/api/v1/messages/conversations", token, stop);
            await api.GetAsync<MessageAnswer[]>($"/api/v1/messages/dm/{peer.Id}?limit=50", token, stop);
        }
    }

    private async Task ChangeAsync(
        Device device, Talk talk, string name, HttpMethod method, string path, object? body, CancellationToken stop)
    {
        if (talk.TakeNewest() is not { } id)
        {
            return;
        }

        await CallAsync(
            device,
            name,
            (api, token) => api.CallAsync(method, $"/api/v1/messages/{id}{path}", body, token, stop),
            stop);
        talk.GiveBack(id, isDeleted: name == "deletions");
    }

    private async Task CallAsync(
        Device device, string name, Func<ChatApi, string, Task> call, CancellationToken stop)
    {
        try
        {
            var token = (await device.Session.TokensAsync(stop)).Access;
            await nodes.InsistAsync(
                device.Home,
                async api =>
                {
                    await call(api, token);
                    return true;
                },
                stop);
            tally.Count(name);
        }
        catch (LoadTestException e)
        {
            tally.Fail(e.Message);
        }
    }
}
