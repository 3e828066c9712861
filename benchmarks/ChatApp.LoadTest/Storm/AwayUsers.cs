using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Storm;

internal static class AwayUsers
{
    /// <summary>Takes each user's cursor of now.</summary>
    public static async Task<AwayUser[]> PrepareAsync(
        ChatApi api, Dialect dialect, IEnumerable<LoadUser> users, StormProgress progress, CancellationToken stop)
    {
        // A number for the user and a tail for the run make ids that no other user and no other run has.
        var run = Guid.CreateVersion7().ToString("D").Split('-');
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = UserPool.Parallel, CancellationToken = stop };
        var all = users.ToArray();
        var away = new AwayUser[all.Length];
        await Parallel.ForAsync(0, all.Length, parallel, async (i, stopOne) =>
        {
            var sync = await api.GetAsync<SyncAnswer>("/api/v1/sync", all[i].Token!, stopOne);
            away[i] = new AwayUser(
                dialect, all[i], sync.Cursor, $"{i:x8}-{run[4][..4]}-7{run[4][4..7]}-8{run[4][7..10]}-", progress);
        });
        return away;
    }
}
