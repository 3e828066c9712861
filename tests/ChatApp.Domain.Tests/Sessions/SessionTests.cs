using System.Net;
using ChatApp.Domain.Sessions;

namespace ChatApp.Domain.Tests.Sessions;

internal sealed class SessionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly SessionLifetime Lifetime = new(TimeSpan.FromDays(30), TimeSpan.FromDays(70));
    private static readonly SessionDevice Phone = SessionDevice.Of("phone", IPAddress.Parse("192.0.2.1"));
    private static readonly SessionDevice Tablet = SessionDevice.Of("tablet", IPAddress.Parse("192.0.2.2"));

    private static readonly Guid Request = Guid.CreateVersion7();

    private readonly Session _session =
        Session.Start(Guid.CreateVersion7(), Guid.CreateVersion7(), Noon, Lifetime, Phone);

    [Test]
    public void A_session_starts_with_generation_1_which_counts_as_used()
    {
        Assert.Multiple(() =>
        {
            Assert.That((_session.Generation, _session.GenerationUsed), Is.EqualTo((1, true)));
            Assert.That(
                (_session.CreatedAt, _session.RotatedAt, _session.ExpiresAt),
                Is.EqualTo((Noon, Noon, Noon + Lifetime.Idle)));
            Assert.That(_session.EndedAt, Is.Null);
        });
    }

    [Test]
    public void A_refresh_starts_a_new_generation_with_a_new_expiry()
    {
        var later = Noon.AddDays(1);

        var outcome = _session.Refresh(1, null, later, Lifetime, Phone);

        Assert.Multiple(() =>
        {
            Assert.That(outcome, Is.EqualTo(RefreshOutcome.Rotated));
            Assert.That((_session.Generation, _session.GenerationUsed), Is.EqualTo((2, false)));
            Assert.That((_session.RotatedAt, _session.ExpiresAt), Is.EqualTo((later, later + Lifetime.Idle)));
        });
    }

    [Test]
    public void A_session_expires_at_its_absolute_lifetime_despite_refreshes()
    {
        Refresh(1, Noon.AddDays(25));
        Assert.That(Refresh(2, Noon.AddDays(50)), Is.EqualTo(RefreshOutcome.Rotated));

        Assert.That(_session.ExpiresAt, Is.EqualTo(Noon.AddDays(70)));
        Assert.That(Refresh(3, Noon.AddDays(70)), Is.EqualTo(RefreshOutcome.Expired));
    }

    [Test]
    public void A_session_shows_the_device_of_its_newest_tokens()
    {
        Assert.That((_session.UserAgent, _session.Address), Is.EqualTo(("phone", "192.0.2.1")));

        _session.Refresh(1, null, Noon.AddDays(1), Lifetime, Tablet);
        Assert.That((_session.UserAgent, _session.Address), Is.EqualTo(("tablet", "192.0.2.2")));

        _session.Refresh(1, null, Noon.AddDays(2), Lifetime, Phone);
        Assert.That(_session.UserAgent, Is.EqualTo("tablet"), "a repeat does not change the device");
    }

    [Test]
    public void A_repeated_request_gets_the_same_generation_until_it_is_used()
    {
        Refresh(1, Noon, Request);

        RefreshOutcome[] outcomes =
            [Refresh(1, Noon.AddHours(1), Request), Refresh(1, Noon.AddDays(2), Request)];

        Assert.That(outcomes, Is.All.EqualTo(RefreshOutcome.Repeated));
        Assert.That((_session.Generation, _session.RotatedAt), Is.EqualTo((2, Noon)));
    }

    [Test]
    public void The_old_token_is_accepted_for_a_minute_without_the_request_id([Values] Asker asker)
    {
        Refresh(1, Noon, asker == Asker.NeverGaveAnId ? null : Request);
        if (asker == Asker.OfAnotherIdAfterTheFirstUse)
        {
            _session.ConfirmGeneration(2);
        }

        Guid? id = asker is Asker.GivesNone or Asker.NeverGaveAnId ? null : Guid.CreateVersion7();
        var end = Noon.AddSeconds(60);
        RefreshOutcome[] outcomes = [Refresh(1, Noon, id), Refresh(1, end.AddTicks(-1), id), Refresh(1, end, id)];

        Assert.That(
            outcomes,
            Is.EqualTo(new[] { RefreshOutcome.Repeated, RefreshOutcome.Repeated, RefreshOutcome.Reused }));
        Assert.That(_session.EndedAt, Is.EqualTo(end));
    }

    [TestCase(-59, RefreshOutcome.Repeated, Description = "the clock of another node is behind")]
    [TestCase(-60, RefreshOutcome.Reused, Description = "the clock was set back by more than the tolerance")]
    public void A_clock_may_be_up_to_a_minute_behind(int seconds, RefreshOutcome expected)
    {
        Refresh(1, Noon);

        Assert.That(Refresh(1, Noon.AddSeconds(seconds)), Is.EqualTo(expected));
    }

    [Test]
    public void A_repeat_with_another_id_does_not_replace_the_first_id()
    {
        Refresh(1, Noon, Request);
        Refresh(1, Noon.AddSeconds(1), Guid.CreateVersion7());

        Assert.That(Refresh(1, Noon.AddHours(1), Request), Is.EqualTo(RefreshOutcome.Repeated));
    }

    [Test]
    public void A_repeat_after_the_next_refresh_ends_the_session()
    {
        Refresh(1, Noon, Request);
        Refresh(2, Noon, Guid.CreateVersion7());

        var outcome = Refresh(1, Noon.AddHours(1), Request);

        Assert.That(outcome, Is.EqualTo(RefreshOutcome.Reused));
        Assert.That(_session.EndedAt, Is.EqualTo(Noon.AddHours(1)));
    }

    [Test]
    public void A_repeat_after_the_next_access_token_was_used_ends_the_session()
    {
        Refresh(1, Noon, Request);
        _session.ConfirmGeneration(2);

        var outcome = Refresh(1, Noon, Request);

        Assert.That(outcome, Is.EqualTo(RefreshOutcome.Reused));
        Assert.That(_session.EndedAt, Is.Not.Null);
    }

    [Test]
    public void A_reuse_invalidates_the_newest_token_too()
    {
        Refresh(1, Noon);
        Refresh(2, Noon);
        Refresh(1, Noon);

        Assert.That(Refresh(3, Noon), Is.EqualTo(RefreshOutcome.Expired));
        Assert.That(Refresh(1, Noon), Is.EqualTo(RefreshOutcome.Reused));
    }

    [Test]
    public void A_token_from_a_repeated_refresh_can_be_refreshed()
    {
        Refresh(1, Noon);
        Refresh(1, Noon);

        Assert.That(Refresh(2, Noon), Is.EqualTo(RefreshOutcome.Rotated));
        Assert.That(_session.Generation, Is.EqualTo(3));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void An_expired_token_is_refused(int ticksAfterExpiry)
    {
        var outcome = Refresh(1, (Noon + Lifetime.Idle).AddTicks(ticksAfterExpiry));

        Assert.That(outcome, Is.EqualTo(RefreshOutcome.Expired));
        Assert.That((_session.Generation, _session.EndedAt), Is.EqualTo((1, (DateTimeOffset?)null)));
    }

    [Test]
    public void A_token_is_valid_until_just_before_its_expiry()
    {
        Assert.That(Refresh(1, (Noon + Lifetime.Idle).AddTicks(-1)), Is.EqualTo(RefreshOutcome.Rotated));
    }

    [Test]
    public void A_token_of_a_future_generation_changes_nothing()
    {
        Assert.That(Refresh(2, Noon), Is.EqualTo(RefreshOutcome.Expired));
        Assert.That((_session.Generation, _session.EndedAt), Is.EqualTo((1, (DateTimeOffset?)null)));
    }

    [Test]
    public void The_newest_token_is_refused_after_logout()
    {
        _session.End(Noon);

        Assert.That(Refresh(1, Noon), Is.EqualTo(RefreshOutcome.Expired));
        Assert.That(_session.Generation, Is.EqualTo(1));
    }

    [Test]
    public void A_session_ends_once()
    {
        bool[] ended = [_session.End(Noon), _session.End(Noon.AddHours(1))];

        Assert.That(ended, Is.EqualTo(new[] { true, false }));
        Assert.That(_session.EndedAt, Is.EqualTo(Noon));
    }

    [Test]
    public void The_first_use_of_a_generation_is_recorded_once()
    {
        Refresh(1, Noon);

        bool[] changed = [_session.ConfirmGeneration(2), _session.ConfirmGeneration(2)];

        Assert.That(changed, Is.EqualTo(new[] { true, false }));
        Assert.That(_session.GenerationUsed, Is.True);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void The_use_of_another_generation_is_not_recorded(int generation)
    {
        Refresh(1, Noon);

        Assert.That(_session.ConfirmGeneration(generation), Is.False);
        Assert.That(_session.GenerationUsed, Is.False);
    }

    private RefreshOutcome Refresh(int generation, DateTimeOffset now, Guid? requestId = null) =>
        _session.Refresh(generation, requestId, now, Lifetime, Phone);

    /// <summary>The ways to present the old token without repeating the request that replaced it.</summary>
    public enum Asker
    {
        GivesNone,
        NeverGaveAnId,
        OfAnotherId,
        OfAnotherIdAfterTheFirstUse,
    }
}
