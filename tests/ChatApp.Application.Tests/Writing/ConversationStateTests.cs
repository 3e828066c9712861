namespace ChatApp.Application.Tests.Writing;

internal sealed class ConversationStateTests
{
    private readonly Talk _talk = new();

    [Test]
    public void A_member_that_is_only_read_is_not_part_of_the_batch()
    {
        var batch = _talk.Begin();

        var member = batch.StateOf(_talk.Known).Peek(_talk.Bob);

        Assert.That(member, Is.SameAs(_talk.MemberOf(_talk.Bob)), "no copy");
        Assert.That(batch.Members, Is.Empty);
    }

    [Test]
    public void A_member_is_read_with_the_changes_of_earlier_writes()
    {
        var state = _talk.Begin().StateOf(_talk.Known);
        state.Member(_talk.Bob).MarkRead(7, 4);

        Assert.That(state.Peek(_talk.Bob).ReadSeq, Is.EqualTo(7));
    }

    [Test]
    public void One_decision_that_needs_current_rows_is_enough_for_its_batch()
    {
        var batch = _talk.Begin();
        var state = batch.StateOf(_talk.Known);
        Assert.That(batch.NeedsCurrentRows, Is.False);

        state.RequireCurrentRows();
        state.Member(_talk.Bob);

        Assert.That(batch.NeedsCurrentRows, Is.True);
    }
}
