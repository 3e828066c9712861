using System.Security.Cryptography;
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
        Assert.That(_message.Edit("Hello, Bob!", data: null, Noon), Is.True);
        Assert.That((_message.Content, _message.EditedAt), Is.EqualTo(("Hello, Bob!", (DateTimeOffset?)Noon)));
    }

    [Test]
    public void The_same_text_does_not_count_as_an_edit()
    {
        Assert.That(_message.Edit("Hello!", data: null, Noon), Is.False);
        Assert.That((_message.EditedAt, _message.FirstContentHash), Is.EqualTo(((DateTimeOffset?)null, (byte[]?)null)));
    }

    [Test]
    public void A_message_without_a_client_id_keeps_no_hash_of_its_first_text()
    {
        var message = new Message { Content = "Hello!" };

        message.Edit("Hello, Bob!", data: null, Noon);
        message.Delete(Noon);

        Assert.That(message.FirstContentHash, Is.Null);
    }

    [Test]
    public void An_edited_message_still_recognises_its_first_text()
    {
        _message.Edit("Hello, Bob!", data: null, Noon);
        _message.Edit("Hello, dear Bob!", data: null, Noon);

        Assert.That(_message.WasSentAs("Hello!", data: null), Is.True);
        Assert.That(_message.WasSentAs("Hello, Bob!", data: null), Is.False);
        Assert.That(_message.WasSentAs("Hello, dear Bob!", data: null), Is.False);
    }

    [Test]
    public void A_deleted_message_has_no_text_and_is_deleted_once()
    {
        Assert.That(_message.Delete(Noon), Is.True);
        Assert.That(_message.Delete(Noon.AddHours(1)), Is.False);
        Assert.That((_message.Content, _message.DeletedAt), Is.EqualTo(("", (DateTimeOffset?)Noon)));
        Assert.That(_message.WasSentAs("Hello!", data: null), Is.True);
        Assert.That(_message.WasSentAs("", data: null), Is.False);
    }

    [TestCase("""{"a":1}""", null)]
    [TestCase(null, """{"a":1}""")]
    [TestCase("""{"a":1}""", """{"a":2}""")]
    public void Other_data_count_as_an_edit(string? before, string? after)
    {
        _message.Data = before;

        Assert.That(_message.Edit("Hello!", after, Noon), Is.True);
        Assert.That((_message.Data, _message.EditedAt), Is.EqualTo((after, (DateTimeOffset?)Noon)));
        Assert.That(
            (_message.WasSentAs("Hello!", before), _message.WasSentAs("Hello!", after)), Is.EqualTo((true, false)));
    }

    [Test]
    public void Equal_data_do_not_count_as_an_edit_and_keep_their_digits()
    {
        _message.Data = """{"a":1.0,"b":2}""";

        Assert.That(_message.Edit("Hello!", """{"b":2e0,"a":1}""", Noon), Is.False);
        Assert.That(_message.Data, Is.EqualTo("""{"a":1.0,"b":2}"""));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_changed_message_recognises_its_first_data_in_any_equal_form(bool isDeleted)
    {
        _message.Data = """{"a":1.0,"b":[]}""";
        _ = isDeleted ? _message.Delete(Noon) : _message.Edit("Hello, Bob!", """{"c":3}""", Noon);

        Assert.That(_message.Data, Is.EqualTo(isDeleted ? null : """{"c":3}"""));
        Assert.That(_message.WasSentAs("Hello!", """{"b":[],"a":1}"""), Is.True);
        Assert.That(_message.WasSentAs("Hello!", """{"b":[],"a":2}"""), Is.False);
        Assert.That(_message.WasSentAs("Hello!", data: null), Is.False);
    }

    [Test]
    public void The_hash_of_a_message_without_data_is_that_of_its_id_and_text()
    {
        _message.Edit("Hello, Bob!", """{"a":1}""", Noon);

        Assert.That(
            _message.FirstContentHash,
            Is.EqualTo(SHA256.HashData([.. _message.Id.ToByteArray(), .. "Hello!"u8])),
            "as nodes of earlier versions have stored it");
    }
}
