using System.Buffers.Text;
using System.Net;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>
/// Registers one user after the other and ends a session of each, until it is stopped. Keeps what was acknowledged, to
/// check it later.
/// </summary>
internal sealed class Newcomers(HttpClient client, IReadOnlyList<Uri> nodes, HistoryRecorder recorder)
    : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<Person> _registered = [];
    private readonly List<(Person Person, string RefreshToken)> _ended = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _life = Task.CompletedTask;

    /// <summary>The number of acknowledged registrations.</summary>
    public int RegisteredCount => _registered.Count;

    /// <summary>The number of acknowledged ends of sessions.</summary>
    public int EndedCount => _ended.Count;

    public void Start() => _life = RunAsync(_stop.Token);

    /// <summary>Stops; then the counts are final.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _life;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await RegisterOneAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end of the run.
        }
    }

    /// <summary>Logs each registered user in, and refreshes with the token of each session that has ended.</summary>
    /// <returns>What was acknowledged and is gone.</returns>
    public async Task<IReadOnlyList<string>> FindLostAsync(CancellationToken cancellationToken)
    {
        var lost = new List<string>();
        foreach (var person in _registered)
        {
            using var session = SessionOf(person);
            var login = await LogInAsync(session, person, cancellationToken);
            if (login.Status != HttpStatusCode.OK)
            {
                lost.Add($"the registration of {person.Username}");
            }
        }

        foreach (var (person, refreshToken) in _ended)
        {
            using var session = SessionOf(person);
            var refresh = await session.InsistAsync(
                HttpMethod.Post, "auth/refresh", new { refresh_token = refreshToken }, HttpStatusCode.Unauthorized,
                cancellationToken, authorized: false, orElse: HttpStatusCode.OK);
            if (refresh.Status == HttpStatusCode.OK)
            {
                lost.Add($"the end of a session of {person.Username}");
            }
        }

        return lost;
    }

    private async Task RegisterOneAsync(CancellationToken cancellationToken)
    {
        var username = UniqueName.Next("n_");
        var person = new Person(Guid.Empty, username, $"password of {username}");
        using var session = SessionOf(person);

        // 409: an earlier attempt got no answer, but is stored. That acknowledges nothing.
        var registered = await session.InsistAsync(
            HttpMethod.Post,
            "auth/register",
            new { username, email = $"{username}@example.org", password = person.Password },
            HttpStatusCode.Created,
            cancellationToken,
            authorized: false,
            orElse: HttpStatusCode.Conflict);
        if (registered.Status == HttpStatusCode.Created)
        {
            _registered.Add(person);
        }

        // Ended by another session, so that the call can be repeated.
        var tokens = (await LogInAsync(session, person, cancellationToken)).To<TokenPair>();
        await session.InsistAsync(
            HttpMethod.Delete, $"auth/sessions/{SessionIdOf(tokens)}", null, HttpStatusCode.NoContent,
            cancellationToken);
        _ended.Add((person, tokens.RefreshToken));
    }

    private static Task<Answer> LogInAsync(
        DeviceSession session, Person person, CancellationToken cancellationToken) => session.InsistAsync(
        HttpMethod.Post,
        "auth/login",
        new { person.Username, person.Password },
        HttpStatusCode.OK,
        cancellationToken,
        authorized: false,
        orElse: HttpStatusCode.Unauthorized);

    private static string SessionIdOf(TokenPair tokens)
    {
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(tokens.AccessToken.Split('.')[1]));
        return claims.RootElement.GetProperty("sid").GetString()!;
    }

    private DeviceSession SessionOf(Person person) => new(client, nodes, person, recorder);
}
