using System.Net;
using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Infrastructure.Security;

namespace ChatApp.Infrastructure.Tests.Security;

internal sealed class HashingQueueTests
{
    private const int Places = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HashingQueue _queue = new(Places);

    [Test]
    public void A_login_is_served_second_at_the_latest_behind_registrations()
    {
        Fill(HashingPurpose.Registration, crowd: 1);
        var login = new FakeJob(HashingPurpose.LogIn, from: 1);

        Assert.That(_queue.TryAdd(login), Is.True, "even from the address of the crowd");
        Assert.That(Take(2), Does.Contain(login));
    }

    [Test]
    public void All_addresses_of_an_IPv6_block_share_one_line()
    {
        for (var i = 0; i < Places - 1; i++)
        {
            _queue.TryAdd(new FakeJob(HashingPurpose.LogIn, IPAddress.Parse($"2001:db8:1:{i}::1")));
        }

        var other = new FakeJob(HashingPurpose.LogIn, IPAddress.Parse("2001:db8:2::1"));
        _queue.TryAdd(other);

        Assert.That(Take(2), Does.Contain(other));
    }

    [Test]
    public void A_flood_of_logins_does_not_displace_all_registrations()
    {
        var registrations = Enumerable.Range(0, Places / 2)
            .Select(_ => Added(HashingPurpose.Registration, from: 1))
            .ToList();
        for (var i = 0; i < 2 * Places; i++)
        {
            _queue.TryAdd(new FakeJob(HashingPurpose.LogIn, from: 2));
        }

        Assert.That(registrations.FindAll(job => !job.IsRefused), Is.Not.Empty);
    }

    [Test]
    public void Registrations_and_logins_are_served_alternately()
    {
        var logins = Fill(HashingPurpose.LogIn, crowd: 1)[..4];
        var registration = new FakeJob(HashingPurpose.Registration, from: 2);

        Assert.That(_queue.TryAdd(registration), Is.True);
        Assert.That(Take(2), Is.EquivalentTo(new[] { logins[0], registration }));
    }

    [Test]
    public void A_login_displaces_the_newest_registration_of_the_largest_crowd()
    {
        var crowd = Enumerable.Range(0, Places - 1).Select(_ => Added(HashingPurpose.Registration, from: 1)).ToList();
        var other = Added(HashingPurpose.Registration, from: 2);

        Assert.That(_queue.TryAdd(new FakeJob(HashingPurpose.LogIn, from: 3)), Is.True);

        Assert.That(crowd.FindAll(job => job.IsRefused), Is.EqualTo(new[] { crowd[^1] }));
        Assert.That(other.IsRefused, Is.False);
    }

    [Test]
    public void Registrations_never_displace_logins()
    {
        var registrations = Enumerable.Range(1, Places)
            .Select(i => Added(HashingPurpose.Registration, from: i))
            .ToList();

        var logins = Enumerable.Range(1, Places).Select(i => Added(HashingPurpose.LogIn, from: 100 + i)).ToList();

        Assert.That(registrations.Select(job => job.IsRefused), Is.All.True);
        Assert.That(_queue.TryAdd(new FakeJob(HashingPurpose.Registration, from: 200)), Is.False);
        Assert.That(logins.Select(job => job.IsRefused), Is.All.False);
    }

    [TestCase(HashingPurpose.LogIn)]
    [TestCase(HashingPurpose.Registration)]
    public void Addresses_get_equal_shares_of_a_full_queue(HashingPurpose purpose)
    {
        var crowd = Fill(purpose, crowd: 1);

        var others = Enumerable.Range(2, Places - 1).Select(i => Added(purpose, from: i)).ToList();

        Assert.That(crowd.Select(job => job.IsRefused), Is.EqualTo(Enumerable.Range(0, Places).Select(i => i > 0)));
        Assert.That(others.Select(job => job.IsRefused), Is.All.False);
        Assert.That(_queue.TryAdd(new FakeJob(purpose, from: 100)), Is.False, "each address has one place");
    }

    [Test]
    public void The_address_with_the_most_jobs_gets_no_more()
    {
        var crowd = Fill(HashingPurpose.LogIn, crowd: 1);

        Assert.That(_queue.TryAdd(new FakeJob(HashingPurpose.LogIn, from: 1)), Is.False);
        Assert.That(crowd.Select(job => job.IsRefused), Is.All.False);
    }

    [Test]
    public void A_flood_of_logins_from_one_address_does_not_block_registrations()
    {
        var crowd = Fill(HashingPurpose.LogIn, crowd: 1);

        Assert.That(_queue.TryAdd(new FakeJob(HashingPurpose.Registration, from: 2)), Is.True);
        Assert.That(crowd.FindAll(job => job.IsRefused), Is.EqualTo(new[] { crowd[^1] }));
    }

    [Test]
    public async Task A_waiting_thread_is_woken_by_a_job_and_by_the_end()
    {
        var job = new FakeJob(HashingPurpose.LogIn, from: 1);
        var first = Task.Run(_queue.Take);
        _queue.TryAdd(job);
        Assert.That(await first.WaitAsync(Patience), Is.SameAs(job));

        var second = Task.Run(_queue.Take);
        _queue.Close();
        Assert.That(await second.WaitAsync(Patience), Is.Null);
    }

    [Test]
    public void A_closed_queue_serves_waiting_jobs_and_accepts_no_more()
    {
        var job = Added(HashingPurpose.LogIn, from: 1);
        _queue.Close();

        Assert.That(_queue.TryAdd(new FakeJob(HashingPurpose.LogIn, from: 2)), Is.False);
        Assert.That(Take(2), Is.EqualTo(new HashingJob?[] { job, null }));
    }

    private List<FakeJob> Fill(HashingPurpose purpose, int crowd) =>
        [.. Enumerable.Range(0, Places).Select(_ => Added(purpose, crowd))];

    private FakeJob Added(HashingPurpose purpose, int from)
    {
        var job = new FakeJob(purpose, from);
        Assert.That(_queue.TryAdd(job), Is.True);
        return job;
    }

    private HashingJob?[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => _queue.Take())];

    private sealed class FakeJob(HashingPurpose purpose, IPAddress from)
        : HashingJob(new HashingCaller(ClientAddress.Of(from), purpose))
    {
        public FakeJob(HashingPurpose purpose, int from)
            : this(purpose, new IPAddress([192, 0, 2, (byte)from]))
        {
        }

        public bool IsRefused { get; private set; }

        public override void Run() => throw new NotSupportedException("A fake job hashes nothing.");

        public override void Refuse() => IsRefused = true;
    }
}
