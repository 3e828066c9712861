using System.Net;

namespace ChatApp.LoadTest.Rest;

/// <summary>
/// Makes users who are logged in. BCrypt makes each registration and login cost the server a good part of a second, so
/// a token of an earlier run is used while it is valid for long enough, then a login is tried, and only then a
/// registration.
/// </summary>
internal sealed class UserPool(ChatApi api, string? path)
{
    /// <summary>
    /// More than there are cores, since the work factor may be low: then it is the database that is waited for.
    /// </summary>
    public const int Parallel = 8;

    private readonly UserFile _file = new(path);

    public async Task<IReadOnlyList<LoadUser>> TakeAsync(int count, TimeSpan validFor, CancellationToken stop)
    {
        var known = _file.Read();
        var users = new LoadUser[count];
        var expires = TimeProvider.System.GetUtcNow() + validFor;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = stop };
        try
        {
            await System.Threading.Tasks.Parallel.ForAsync(0, count, parallel, async (i, stopOne) =>
                users[i] = i < known.Count
                    ? await RenewAsync(known[i], expires, stopOne)
                    : await RegisterAsync(stopOne));
        }
        finally
        {
            _file.Write(users.Where(user => user is not null).Concat(known.Skip(count)));
        }

        return users;
    }

    private async Task<LoadUser> RenewAsync(LoadUser user, DateTimeOffset expires, CancellationToken stop)
    {
        try
        {
            if (user.Token is { } token && user.TokenExpires > expires)
            {
                var me = await api.GetAsync<UserAnswer>("/api/v1/users/me", token, stop);
                return user with { Id = me.Id };
            }
        }
        catch (ApiException refused) when (refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound)
        {
            // Signed with another key, or a fresh database.
        }

        try
        {
            return await LogInAsync(user, stop);
        }
        catch (ApiException refused) when (refused.Status is HttpStatusCode.Unauthorized)
        {
            return await RegisterAsync(stop);
        }
    }

    private async Task<LoadUser> RegisterAsync(CancellationToken stop)
    {
        // The end of a version-7 id is its random part.
        var username = $"load_{Guid.CreateVersion7().ToString("N")[12..]}";
        var password = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12));
        var answer = await api.RegisterAsync(username, password, stop);
        return await LogInAsync(new LoadUser(username, password, answer.Id, null, default), stop);
    }

    private async Task<LoadUser> LogInAsync(LoadUser user, CancellationToken stop)
    {
        var answer = await api.LoginAsync(user.Username, user.Password, stop);
        return user with
        {
            Token = answer.AccessToken,
            TokenExpires = TimeProvider.System.GetUtcNow().AddSeconds(answer.ExpiresIn),
        };
    }
}
