using System.Globalization;
using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Security;

namespace ChatApp.Infrastructure.Tests.Security;

internal sealed class BcryptPasswordHasherTests
{
    private const int LeastWorkFactor = 4;
    private const int Places = 128;
    private static readonly HashingCaller Caller = new(default, HashingPurpose.LogIn);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task Only_the_hashed_password_is_correct()
    {
        using var hasher = Hasher(threads: 1);
        var hash = await HashAsync(hasher, "correct horse");

        Assert.That(await VerifyAsync(hasher, "correct horse", hash), Is.True);
        Assert.That(await VerifyAsync(hasher, "Correct horse", hash), Is.False);
    }

    [Test]
    public async Task Passwords_that_differ_only_in_the_100th_character_are_different()
    {
        using var hasher = Hasher(threads: 1);
        var password = new string('x', 99) + "a";
        var hash = await HashAsync(hasher, password);

        Assert.That(await VerifyAsync(hasher, password, hash), Is.True);
        Assert.That(await VerifyAsync(hasher, new string('x', 99) + "b", hash), Is.False);
        Assert.That(await VerifyAsync(hasher, password + "a", hash), Is.False);
    }

    [Test]
    public async Task Each_hash_of_a_password_is_different()
    {
        using var hasher = Hasher(threads: 1);

        var (one, other) = (await HashAsync(hasher, "correct horse"), await HashAsync(hasher, "correct horse"));

        Assert.That(other, Is.Not.EqualTo(one));
    }

    [Test]
    public async Task A_hash_fits_in_its_column()
    {
        using var hasher = Hasher(threads: 1);

        Assert.That(
            await HashAsync(hasher, string.Concat(Enumerable.Repeat("😀", 128))), Has.Length.LessThanOrEqualTo(100));
    }

    [Test]
    public async Task No_password_is_correct_without_a_hash()
    {
        using var hasher = Hasher(threads: 1);

        Assert.That(await VerifyAsync(hasher, "correct horse", null), Is.False);
    }

    [Test]
    public async Task A_hash_with_a_lower_work_factor_is_valid_but_outdated()
    {
        using var before = Hasher(threads: 1);
        using var hasher = new BcryptPasswordHasher(
            new PasswordSettings(LeastWorkFactor + 2, 1, Places), new ChatMetrics());
        var hash = await HashAsync(before, "correct horse");

        Assert.That(await VerifyAsync(hasher, "correct horse", hash), Is.True);
        Assert.That(await VerifyAsync(hasher, "wrong horse", hash), Is.False);
        Assert.That(hasher.IsOutdated(hash), Is.True);
        Assert.That(hasher.IsOutdated(await HashAsync(hasher, "correct horse")), Is.False);
        Assert.That(
            before.IsOutdated(await HashAsync(hasher, "correct horse")),
            Is.False,
            "a stronger hash is not outdated");
    }

    [Test]
    public async Task A_full_hashing_queue_refuses_at_once()
    {
        // No thread works on the queue.
        using var hasher = Hasher(threads: 0);
        var waiting = Enumerable.Range(0, Places)
            .Select(_ => hasher.HashAsync("correct horse", Caller, CancellationToken.None))
            .ToList();

        var late = await hasher.VerifyAsync("correct horse", null, Caller, CancellationToken.None).WaitAsync(Patience);

        Assert.That(
            (late.Error?.Code, late.Error?.RetryAfter),
            Is.EqualTo((ErrorCodes.Unavailable, (TimeSpan?)TimeSpan.FromSeconds(5))));
        Assert.That(waiting.Select(task => task.IsCompleted), Is.All.False);
    }

    [Test]
    public async Task A_cancelled_request_is_not_hashed()
    {
        using var hasher = Hasher(threads: 1);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThatAsync(
            () => hasher.HashAsync("correct horse", Caller, gone.Token).WaitAsync(Patience),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_stopped_hasher_is_unavailable()
    {
        var hasher = Hasher(threads: 1);
        hasher.Dispose();

        var result = await hasher.HashAsync("correct horse", Caller, CancellationToken.None).WaitAsync(Patience);

        Assert.That(result.Error?.Code, Is.EqualTo(ErrorCodes.Unavailable));
    }

    [Test]
    [Platform("Linux")]
    public async Task Only_hashing_threads_have_the_lowest_priority()
    {
        using var hasher = Hasher(threads: 2);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => HashAsync(hasher, "correct horse")));

        // The kernel keeps 15 characters of a thread's name.
        var tasks = Directory.GetDirectories("/proc/self/task")
            .Select(ReadTask)
            .OfType<(string Name, int Nice)>()
            .ToLookup(task => task.Name == "password hashin", task => task.Nice);
        Assert.That(tasks[true], Is.Not.Empty.And.All.EqualTo(19));
        Assume.That(
            NiceValue(File.ReadAllText("/proc/self/stat")),
            Is.LessThan(19),
            "the whole process has the lowest priority");
        Assert.That(tasks[false], Is.Not.Empty.And.None.EqualTo(19));
    }

    private static (string Name, int Nice)? ReadTask(string directory)
    {
        try
        {
            return (File.ReadAllText($"{directory}/comm").Trim(), NiceValue(File.ReadAllText($"{directory}/stat")));
        }
        catch (IOException)
        {
            // The thread has ended.
            return null;
        }
    }

    // The 19th field (proc(5)). The second field is the name in parentheses, which may contain spaces.
    private static int NiceValue(string stat) =>
        int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);

    private static BcryptPasswordHasher Hasher(int threads) =>
        new(new PasswordSettings(LeastWorkFactor, threads, Places), new ChatMetrics());

    private static async Task<string> HashAsync(BcryptPasswordHasher hasher, string password) =>
        (await hasher.HashAsync(password, Caller, CancellationToken.None).WaitAsync(Patience)).Value;

    private static async Task<bool> VerifyAsync(BcryptPasswordHasher hasher, string password, string? hash) =>
        (await hasher.VerifyAsync(password, hash, Caller, CancellationToken.None).WaitAsync(Patience)).Value;
}
