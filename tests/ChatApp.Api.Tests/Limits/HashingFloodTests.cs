using System.Diagnostics;

namespace ChatApp.Api.Tests.Limits;

/// <summary>
/// One address requests more password hashes than may wait, at the default work factor and on one thread. Another user
/// wants to log in.
/// </summary>
[TestFixture]
public sealed class HashingFloodTests() : ContractTests(Database.Sqlite)
{
    private const int Calls = 135;
    private const string Crowd = "127.0.0.2";
    private const string Elsewhere = "127.0.0.3";

    // The jobs that started before, one turn of each kind, and the jobs that arrive before the login.
    private const int FewTurns = 5;

    [TestCase("register", Elsewhere)]
    [TestCase("register", Crowd, Description = "registrations do not block a login from the same address")]
    [TestCase("login", Elsewhere)]
    public async Task A_login_is_answered_soon_while_one_address_floods_the_queue(string path, string from)
    {
        await using var server = await StartServerAsync(
            ("Passwords:WorkFactor", "12"), ("Passwords:HashingThreads", "1"));
        var alice = await server.RegisterAsync();
        using var crowd = From.Address(Crowd, server);
        using var person = From.Address(from, server);
        using var stop = new CancellationTokenSource();
        var flood = new Flood(crowd, $"api/v1/auth/{path}");
        var calls = Enumerable.Range(0, Calls).Select(_ => flood.AskAsync(stop.Token)).ToList();
        await flood.IsRefused.WithTimeout();

        var (hashedBefore, watch) = (flood.Hashed, Stopwatch.StartNew());
        using var answer = await person.PostObjectAsync(
            "api/v1/auth/login", new { username = alice.Username, password = alice.Password });
        var hashedMeanwhile = flood.Hashed - hashedBefore;
        await TestContext.Out.WriteLineAsync(
            $"the login was answered with {(int)answer.StatusCode} after {watch.ElapsedMilliseconds} ms; "
            + $"the flood got {hashedMeanwhile} hashes");
        await stop.CancelAsync();
        await Task.WhenAll(calls).WithTimeout();

        await answer.JsonAsync(HttpStatusCode.OK);
        Assert.That(hashedMeanwhile, Is.LessThanOrEqualTo(FewTurns));
    }

    private sealed class Flood(HttpClient client, string path)
    {
        private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _hashed;

        public Task IsRefused => _refused.Task;

        public int Hashed => Volatile.Read(ref _hashed);

        public async Task AskAsync(CancellationToken cancellationToken)
        {
            try
            {
                var name = UniqueName.Next();
                using var content = ChatJson.Content(
                    new { username = name, email = $"{name}@users.example", password = "one of very many" });
                using var answer = await client.PostAsync(path, content, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    _refused.TrySetResult();
                }
                else
                {
                    Interlocked.Increment(ref _hashed);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The flood has lasted long enough.
            }
        }
    }
}
