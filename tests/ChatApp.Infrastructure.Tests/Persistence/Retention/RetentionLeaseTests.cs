using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Retention;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence.Retention;

internal sealed class RetentionLeaseTests(DatabaseKind kind) : BothDatabases(kind)
{
    private readonly FakeTimeProvider _clock = new(TestTime.Noon);

    [Test]
    public async Task Of_two_nodes_one_runs_once_a_day()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (one, other) = await StartTwoAsync(database);

        var taken = await Task.WhenAll(TakeAsync(one), TakeAsync(other));
        Assert.That(taken, Has.Exactly(1).Null);
        await one.EndAsync(taken[0] ?? taken[1]!.Value, TestTime.Noon, CancellationToken.None);

        Pass(RetentionLease.Interval - TimeSpan.FromSeconds(1));
        Assert.That(await Task.WhenAll(TakeAsync(one), TakeAsync(other)), Is.All.Null);
        Pass(TimeSpan.FromSeconds(1));
        Assert.That(await Task.WhenAll(TakeAsync(one), TakeAsync(other)), Has.Exactly(1).Null);
    }

    [Test]
    public async Task A_run_without_steps_is_taken_over_and_then_ends()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (one, other) = await StartTwoAsync(database);
        var held = (await TakeAsync(one))!.Value;

        Pass(RetentionLease.Length / 2 + TimeSpan.FromSeconds(1));
        var kept = await one.KeepAsync(held, CancellationToken.None);
        Assert.That(kept, Is.GreaterThan(held));
        Assert.That(await one.KeepAsync(kept, CancellationToken.None), Is.EqualTo(kept), "most of it is left");
        Pass(RetentionLease.Length - TimeSpan.FromSeconds(1));
        Assert.That(await TakeAsync(other), Is.Null);
        Pass(TimeSpan.FromSeconds(1));
        Assert.That(await TakeAsync(other), Is.Not.Null);

        Assert.That(() => one.KeepAsync(kept, CancellationToken.None), Throws.TypeOf<TimeoutException>());
        await one.EndAsync(kept, TestTime.Noon, CancellationToken.None);
        Assert.That(await TakeAsync(one), Is.Null, "the other node still holds it");
    }

    [Test]
    public async Task A_due_time_of_a_wrong_clock_does_not_hold_up_runs()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (one, _) = await StartTwoAsync(database);
        Pass(TimeSpan.FromDays(3_000));
        var held = (await TakeAsync(one))!.Value;
        await one.EndAsync(held, _clock.GetUtcNow(), CancellationToken.None);

        Pass(-TimeSpan.FromDays(3_000));

        Assert.That(await TakeAsync(one), Is.Not.Null);
    }

    [Test]
    public async Task A_step_is_followed_by_a_pause_of_nineteen_times_its_length()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var (lease, _) = await StartTwoAsync(database);
        var pace = new RetentionPace(lease, (await TakeAsync(lease))!.Value, _clock);
        var step = pace.StepAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(2));
                return Task.FromResult(7);
            },
            CancellationToken.None);

        Assert.That(step.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(37));
        Assert.That(step.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await step.WaitAsync(TestNode.Patience), Is.EqualTo(7));
    }

    private static Task<DateTimeOffset?> TakeAsync(RetentionLease lease) =>
        lease.TryTakeAsync(CancellationToken.None).WaitAsync(TestNode.Patience);

    // Without waking those who wait for the time.
    private void Pass(TimeSpan time) => _clock.AdjustTime(_clock.GetUtcNow() + time);

    private async Task<(RetentionLease One, RetentionLease Other)> StartTwoAsync(TestDatabase database)
    {
        var node = await database.StartNodeAsync(services => services.AddSingleton<TimeProvider>(_clock));
        var contexts = node.Get<IDbContextFactory<ChatDbContext>>();
        return (new RetentionLease(contexts, _clock), new RetentionLease(contexts, _clock));
    }
}
