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
    public void The_newest_token_begins_a_new_generation_with_a_life_of_its_own()
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
    public void However_often_it_is_refreshed_a_session_ends_with_its_absolute_lifetime()
    {
        Refresh(1, Noon.AddDays(25));
        Assert.That(Refresh(2, Noon.AddDays(50)), Is.EqualTo(RefreshOutcome.Rotated));

        Assert.That(_session.ExpiresAt, Is.EqualTo(Noon.AddDays(70)));
        Assert.That(Refresh(3, Noon.AddDays(70)), Is.EqualTo(RefreshOutcome.Expired));
    }

    [Test]
    public void A_session_shows_the_device_that_got_its_newest_tokens()
    {
        Assert.That((_session.UserAgent, _session.Address), Is.EqualTo(("phone", "192.0.2.1")));

        _session.Refresh(1, null, Noon.AddDays(1), Lifetime, Tablet);
        Assert.That((_session.UserAgent, _session.Address), Is.EqualTo(("tablet", "192.0.2.2")));

        _session.Refresh(1, null, Noon.AddDays(2), Lifetime, Phone);
        Assert.That(_session.UserAgent, Is.EqualTo("tablet"), "a repeat gives nothing new");
    }

    [Test]
    public void Until_the_successor_is_used_the_same_request_yields_the_same_successor_again()
    {
        Refresh(1, Noon, Request);

        RefreshOutcome[] outcomes =
            [Refresh(1, Noon.AddHours(1), Request), Refresh(1, Noon.AddDays(2), Request)];

        Assert.That(outcomes, Is.All.EqualTo(RefreshOutcome.Repeated));
        Assert.That((_session.Generation, _session.RotatedAt), Is.EqualTo((2, Noon)));
    }

    [Test]
    public void Without_the_id_of_the_request_the_old_token_is_good_for_a_minute([Values] Asker asker)
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
    [TestCase(-60, RefreshOutcome.Reused, Description = "the clock was set back, and would be for long")]
    public void The_minute_holds_for_clocks_that_are_behind(int seconds, RefreshOutcome expected)
    {
        Refresh(1, Noon);

        Assert.That(Refresh(1, Noon.AddSeconds(seconds)), Is.EqualTo(expected));
    }

    [Test]
    public void A_repeat_under_another_id_does_not_take_the_place_of_the_first()
    {
        Refresh(1, Noon, Request);
        Refresh(1, Noon.AddSeconds(1), Guid.CreateVersion7());

        Assert.That(Refresh(1, Noon.AddHours(1), Request), Is.EqualTo(RefreshOutcome.Repeated));
    }

    [Test]
    public void Once_the_successor_has_refreshed_the_same_request_ends_the_session()
    {
        Refresh(1, Noon, Request);
        Refresh(2, Noon, Guid.CreateVersion7());

        var outcome = Refresh(1, Noon.AddHours(1), Request);

        Assert.That(outcome, Is.EqualTo(RefreshOutcome.Reused));
        Assert.That(_session.EndedAt, Is.EqualTo(Noon.AddHours(1)));
    }

    [Test]
    public void Once_the_successors_access_token_was_used_the_same_request_ends_the_session()
    {
        Refresh(1, Noon, Request);
        _session.ConfirmGeneration(2);

        var outcome = Refresh(1, Noon, Request);

        Assert.That(outcome, Is.EqualTo(RefreshOutcome.Reused));
        Assert.That(_session.EndedAt, Is.Not.Null);
    }

    [Test]
    public void After_a_reuse_the_newest_token_is_void_too_and_the_spent_one_hears_the_same_again()
    {
        Refresh(1, Noon);
        Refresh(2, Noon);
        Refresh(1, Noon);

        Assert.That(Refresh(3, Noon), Is.EqualTo(RefreshOutcome.Expired));
        Assert.That(Refresh(1, Noon), Is.EqualTo(RefreshOutcome.Reused));
    }

    [Test]
    public void The_token_after_a_repeated_one_still_rotates()
    {
        Refresh(1, Noon);
        Refresh(1, Noon);

        Assert.That(Refresh(2, Noon), Is.EqualTo(RefreshOutcome.Rotated));
        Assert.That(_session.Generation, Is.EqualTo(3));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void A_token_that_has_expired_is_refused(int ticksAfterExpiry)
    {
        var outcome = Refresh(1, (Noon + Lifetime.Idle).AddTicks(ticksAfterExpiry));

        Assert.That(outcome, Is.EqualTo(RefreshOutcome.Expired));
        Assert.That((_session.Generation, _session.EndedAt), Is.EqualTo((1, (DateTimeOffset?)null)));
    }

    [Test]
    public void A_token_is_good_to_its_last_instant()
    {
        Assert.That(Refresh(1, (Noon + Lifetime.Idle).AddTicks(-1)), Is.EqualTo(RefreshOutcome.Rotated));
    }

    [Test]
    public void A_token_of_a_generation_that_was_never_issued_changes_nothing()
    {
        Assert.That(Refresh(2, Noon), Is.EqualTo(RefreshOutcome.Expired));
        Assert.That((_session.Generation, _session.EndedAt), Is.EqualTo((1, (DateTimeOffset?)null)));
    }

    [Test]
    public void After_logout_the_newest_token_is_refused()
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
    public void The_first_use_of_a_generation_is_noted_once()
    {
        Refresh(1, Noon);

        bool[] changed = [_session.ConfirmGeneration(2), _session.ConfirmGeneration(2)];

        Assert.That(changed, Is.EqualTo(new[] { true, false }));
        Assert.That(_session.GenerationUsed, Is.True);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void The_use_of_another_generation_spends_nothing(int generation)
    {
        Refresh(1, Noon);

        Assert.That(_session.ConfirmGeneration(generation), Is.False);
        Assert.That(_session.GenerationUsed, Is.False);
    }

    private RefreshOutcome Refresh(int generation, DateTimeOffset now, Guid? requestId = null) =>
        _session.Refresh(generation, requestId, now, Lifetime, Phone);

    /// <summary>Whoever presents the old token and does not repeat the request that replaced it.</summary>
    public enum Asker
    {
        GivesNone,
        NeverGaveAnId,
        OfAnotherId,
        OfAnotherIdAfterTheFirstUse,
    }
}
