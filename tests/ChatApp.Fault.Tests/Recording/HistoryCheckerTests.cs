namespace ChatApp.Fault.Tests.Recording;

/// <summary>The checker must find the one error of each of these runs.</summary>
internal sealed class HistoryCheckerTests
{
    private static readonly History Good = Histories.Good;
    private static readonly IReadOnlyList<StoredMessage> Messages = Good.Conversations[0].Messages;
    private static readonly IReadOnlyList<StreamEvent> Events = Good.Streams[0].Events;

    [Test]
    public void A_good_run_has_no_violation()
    {
        Assert.That(HistoryChecker.Check(Good), Is.Empty);
    }

    [Test]
    public void An_acknowledged_message_that_is_not_stored_is_a_loss()
    {
        AssertFinds(ViolationKind.Loss, Histories.WithMessages([.. Messages.SkipLast(1)]));
    }

    [Test]
    public void A_message_stored_with_another_seq_than_acknowledged_is_found()
    {
        AssertFinds(
            ViolationKind.Disagreement, Good with { Acknowledgements = [Good.Acknowledgements[0] with { Seq = 2 }] });
    }

    [Test]
    public void A_message_that_is_stored_twice_is_a_repeat()
    {
        AssertFinds(
            ViolationKind.Repeat,
            Histories.WithMessages([.. Messages, Messages[0] with { Id = Guid.CreateVersion7(), Seq = 4 }]));
    }

    [Test]
    public void Two_acknowledgements_with_different_messages_are_found()
    {
        var unknown = Good.Acknowledgements[0] with { MessageId = Guid.CreateVersion7() };
        AssertFinds(
            ViolationKind.Loss, Good with { Acknowledgements = [.. Good.Acknowledgements, unknown] });
    }

    [Test]
    public void A_message_that_was_never_sent_is_an_invention()
    {
        AssertFinds(ViolationKind.Invention, Good with { Intended = [.. Good.Intended.Skip(1)], Attempts = [] });
    }

    [Test]
    public void A_text_that_has_changed_is_an_invention()
    {
        AssertFinds(
            ViolationKind.Invention,
            Histories.WithMessages([Messages[0] with { Content = "One" }, .. Messages.Skip(1)]));
    }

    [Test]
    public void A_gap_in_the_seqs_is_found()
    {
        AssertFinds(
            ViolationKind.Order, Histories.WithMessages([Messages[0], Messages[1], Messages[2] with { Seq = 4 }]));
    }

    [Test]
    public void A_duplicate_seq_is_found()
    {
        AssertFinds(
            ViolationKind.Order, Histories.WithMessages([Messages[0], Messages[1], Messages[2] with { Seq = 2 }]));
    }

    [Test]
    public void A_wrong_order_of_the_messages_of_one_socket_is_found()
    {
        AssertFinds(
            ViolationKind.Order, Good with { Attempts = [Good.Attempts[1], Good.Attempts[0], Good.Attempts[2]] });
    }

    [Test]
    public void A_message_that_was_sent_again_may_be_stored_later()
    {
        var again = Good with { Attempts = [Good.Attempts[1], Good.Attempts[0], Good.Attempts[1]] };
        Assert.That(HistoryChecker.Check(again), Is.Empty);
    }

    [Test]
    public void Different_histories_of_the_two_users_are_found()
    {
        var shorter = Good.Conversations[1] with { Messages = [.. Messages.SkipLast(1)], UnreadCount = 0 };
        AssertFinds(
            ViolationKind.Disagreement, Good with { Conversations = [Good.Conversations[0], shorter] });
    }

    [Test]
    public void A_conversation_that_one_user_does_not_see_is_a_loss()
    {
        AssertFinds(ViolationKind.Loss, Good with { Conversations = [Good.Conversations[0]], Marks = [] });
    }

    [Test]
    public void A_message_without_its_event_is_a_loss()
    {
        AssertFinds(ViolationKind.Loss, Histories.WithEvents([.. Events.Skip(1)]));
    }

    [Test]
    public void An_event_without_its_message_is_an_invention()
    {
        AssertFinds(
            ViolationKind.Invention,
            Histories.WithEvents(
                [.. Events, new StreamEvent("5", "message", Histories.Ann, Histories.Bob, Guid.CreateVersion7(), 4)]));
    }

    [Test]
    public void A_message_with_two_events_is_a_repeat()
    {
        AssertFinds(ViolationKind.Repeat, Histories.WithEvents([.. Events, Events[3] with { Cursor = "5" }]));
    }

    [Test]
    public void A_wrong_order_of_events_in_a_conversation_is_found()
    {
        AssertFinds(ViolationKind.Order, Histories.WithEvents(Events[1], Events[0], Events[2], Events[3]));
    }

    [Test]
    public void A_read_mark_that_moves_backwards_is_found()
    {
        AssertFinds(ViolationKind.Order, Histories.WithEvents([.. Events, Events[2] with { Cursor = "5", Seq = 1 }]));
    }

    [Test]
    public void An_event_that_a_device_did_not_receive_is_a_loss()
    {
        AssertFinds(ViolationKind.Loss, Histories.WithBobReceiving(Events[0], Events[1], Events[3]));
    }

    [Test]
    public void An_event_that_a_device_received_twice_is_a_repeat()
    {
        AssertFinds(ViolationKind.Repeat, Histories.WithBobReceiving([.. Events, Events[3]]));
    }

    [Test]
    public void A_wrong_order_of_events_at_a_device_is_found()
    {
        AssertFinds(ViolationKind.Order, Histories.WithBobReceiving(Events[0], Events[1], Events[3], Events[2]));
    }

    [Test]
    public void An_event_that_is_not_in_the_stream_is_an_invention()
    {
        AssertFinds(
            ViolationKind.Invention,
            Histories.WithBobReceiving(
                [.. Events, new StreamEvent("5", "message", Histories.Ann, Histories.Bob, Guid.CreateVersion7(), 4)]));
    }

    [Test]
    public void An_acknowledged_read_mark_that_is_not_stored_is_a_loss()
    {
        AssertFinds(ViolationKind.Loss, Good with { Marks = [new AcknowledgedMark(Histories.Bob, Histories.Ann, 3)] });
    }

    [Test]
    public void A_wrong_unread_count_is_found()
    {
        AssertFinds(
            ViolationKind.Disagreement,
            Good with { Conversations = [Good.Conversations[0] with { UnreadCount = 2 }, Good.Conversations[1]] });
    }

    private static void AssertFinds(ViolationKind kind, History bad)
    {
        Assert.That(HistoryChecker.Check(bad).Select(violation => violation.Kind), Does.Contain(kind));
    }
}
