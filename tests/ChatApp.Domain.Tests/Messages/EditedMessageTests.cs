using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Tests.Messages;

internal sealed class EditedMessageTests
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly Message _message = new()
    {
        Id = Guid.CreateVersion7(),
        Content = "Hello!",
        ClientMessageId = Guid.CreateVersion7(),
    };

    [Test]
    public void An_edit_changes_the_text_and_the_edit_time()
    {
        Assert.That(_message.Edit("Hello, Bob!", Noon), Is.True);
        Assert.That((_message.Content, _message.EditedAt), Is.EqualTo(("Hello, Bob!", (DateTimeOffset?)Noon)));
    }

    [Test]
    public void The_same_text_does_not_count_as_an_edit()
    {
        Assert.That(_message.Edit("Hello!", Noon), Is.False);
        Assert.That((_message.EditedAt, _message.FirstContentHash), Is.EqualTo(((DateTimeOffset?)null, (byte[]?)null)));
    }

    [Test]
    public void A_message_without_a_client_id_keeps_no_hash_of_its_first_text()
    {
        var message = new Message { Content = "Hello!" };

        message.Edit("Hello, Bob!", Noon);
        message.Delete(Noon);

        Assert.That(message.FirstContentHash, Is.Null);
    }

    [Test]
    public void An_edited_message_still_recognises_its_first_text()
    {
        _message.Edit("Hello, Bob!", Noon);
        _message.Edit("Hello, dear Bob!", Noon);

        Assert.That(_message.WasSentAs("Hello!"), Is.True);
        Assert.That(_message.WasSentAs("Hello, Bob!"), Is.False);
        Assert.That(_message.WasSentAs("Hello, dear Bob!"), Is.False);
    }

    [Test]
    public void A_deleted_message_has_no_text_and_is_deleted_once()
    {
        Assert.That(_message.Delete(Noon), Is.True);
        Assert.That(_message.Delete(Noon.AddHours(1)), Is.False);
        Assert.That((_message.Content, _message.DeletedAt), Is.EqualTo(("", (DateTimeOffset?)Noon)));
        Assert.That(_message.WasSentAs("Hello!"), Is.True);
        Assert.That(_message.WasSentAs(""), Is.False);
    }
}
