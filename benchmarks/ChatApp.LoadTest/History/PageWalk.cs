using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.History;

/// <summary>
/// Finds places to read at, since ids and cursors cannot be guessed: walks over pages and keeps each next path.
/// </summary>
internal sealed class PageWalk(ReadingUser user, int longest)
{
    /// <summary>Paths of history pages, one for every 200 messages from the newest on.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(CancellationToken stop)
    {
        var paths = new List<string> { user.HistoryPath(ReadingUser.PageLength, null) };
        string? before = null;
        while (paths.Count <= longest)
        {
            var path = user.HistoryPath(ReadingUser.LongestPage, before);
            var page = await user.Api.GetAsync<MessageAnswer[]>(path, user.Token, stop);
            if (page.Length < ReadingUser.LongestPage)
            {
                break;
            }

            before = page[^1].Id.ToString();
            paths.Add(user.HistoryPath(ReadingUser.PageLength, before));
        }

        return paths;
    }

    public async Task<IReadOnlyList<string>> ConversationsAsync(CancellationToken stop)
    {
        var paths = new List<string> { ReadingUser.ConversationsPath(ReadingUser.PageLength, null) };
        while (paths.Count <= longest)
        {
            var page = await user.Api.GetAsync<ConversationAnswer[]>(paths[^1], user.Token, stop);
            if (page.Length < ReadingUser.PageLength)
            {
                break;
            }

            paths.Add(ReadingUser.ConversationsPath(ReadingUser.PageLength, page[^1].UserId));
        }

        return paths;
    }

    /// <summary>Cursors cannot be had for the past, so this one makes events of its own and walks over them.</summary>
    public async Task<IReadOnlyList<string>> SyncAsync(int messages, int connections, CancellationToken stop)
    {
        var now = await user.Api.GetAsync<SyncAnswer>("/api/v1/sync", user.Token, stop);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = stop };
        await Parallel.ForAsync(0, messages, parallel, async (i, stopOne) =>
            await user.Api.SendAsync(
                user.Token, user.PeerId, $"Message {i} of a load test, to be read by sync.", stopOne));

        var paths = new List<string>();
        var page = now with { HasMore = true };
        while (page.HasMore && paths.Count < longest)
        {
            paths.Add(ReadingUser.SyncPath(page.Cursor));
            page = await user.Api.GetAsync<SyncAnswer>(paths[^1], user.Token, stop);
        }

        return page.HasMore == false && paths.Count >= messages / ReadingUser.LongestPage
            ? paths
            : throw new LoadTestException($"{messages} messages were sent, but sync ended after {paths.Count} pages.");
    }
}
