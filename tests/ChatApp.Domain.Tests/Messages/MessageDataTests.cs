using System.Text;
using System.Text.Json;
using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Tests.Messages;

internal sealed class MessageDataTests
{
    [TestCase("{}", "{}")]
    [TestCase(" { \"b\" : [ 1 , true , null , [ ] , { } ] ,\n\"a\" : \"x\" } ",
        """{"b":[1,true,null,[],{}],"a":"x"}""")]
    [TestCase("""{"n":[0.10,1e400,12345678901234567890,-0,1E+2]}""",
        """{"n":[0.10,1e400,12345678901234567890,-0,1E+2]}""")]
    [TestCase("""{"\u0061":"\u00e9\ud83d\ude00\/"}""", """{"a":"é😀/"}""")]
    [TestCase("""{"a":"\"\\\b\f\n\r\t\u0001\u007f"}""", "{\"a\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\u007f\"}")]
    public void An_object_is_kept_without_white_space_and_needless_escapes(string sent, string kept)
    {
        var data = Read(sent);

        Assert.That((data.Json, data.Problem), Is.EqualTo((kept, (string?)null)));
    }

    [TestCase("[]")]
    [TestCase("5")]
    [TestCase("true")]
    [TestCase("\"{}\"")]
    public void Only_an_object_is_data(string sent)
    {
        Assert.That(Read(sent).Problem, Does.Contain("object"));
    }

    [TestCase("""{"a":"\u0000"}""")]
    [TestCase("""{"\u0000":1}""")]
    [TestCase("""{"a":["\ud83d"]}""")]
    [TestCase("""{"a":{"\ude00":1}}""")]
    public void A_text_that_cannot_be_stored_is_refused(string sent)
    {
        Assert.That(Read(sent).Problem, Does.Contain("U+0000"));
    }

    [Test]
    public void Invalid_UTF_8_is_refused()
    {
        Assert.That(Read([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]).Problem, Does.Contain("U+0000"));
    }

    [TestCase("""{"a":1,"a":1}""")]
    [TestCase("""{"x":[{"a":1,"b":2,"\u0061":3}]}""")]
    public void A_repeated_name_is_refused(string sent)
    {
        Assert.That(Read(sent).Problem, Does.Contain("same name"));
    }

    [Test]
    public void The_same_name_in_two_objects_is_no_repetition()
    {
        Assert.That(Read("""{"a":{"a":[{"a":1},{"a":2}]}}""").Problem, Is.Null);
    }

    [TestCase(32, true)]
    [TestCase(33, false)]
    [TestCase(64, false)]
    public void Data_are_nested_32_levels_deep_at_most(int levels, bool isAllowed)
    {
        var objects = $"{Repeat("{\"a\":", levels - 1)}{{}}{Repeat("}", levels - 1)}";
        var arrays = $"{{\"a\":{Repeat("[", levels - 1)}{Repeat("]", levels - 1)}}}";

        Assert.That((Read(objects).Problem is null, Read(arrays).Problem is null), Is.EqualTo((isAllowed, isAllowed)));
    }

    [Test]
    public void The_size_counts_neither_white_space_nor_escapes()
    {
        var sent = $"{{ \"a\" :\t\"{Repeat("\\u00e9", 2_044)}\" }}";

        Assert.That(Encoding.UTF8.GetByteCount(Read(sent).Json), Is.EqualTo(MessageData.MaxBytes));
        Assert.That(Read(sent.Replace("\"a\"", "\"aa\"", StringComparison.Ordinal)).Problem, Does.Contain("4096"));
    }

    [Test]
    public void Reading_ends_after_the_value_whether_or_not_it_is_data()
    {
        foreach (var value in new[] { """{"a":{"b":[1]}}""", "[[1],2]", "5", """{"a":1,"a":{"b":2}}""" })
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"data":{{value}},"next":1}"""));
            reader.Read();
            reader.Read();
            reader.Read();

            MessageData.Read(ref reader);

            Assert.That(reader.Read() && reader.ValueTextEquals("next"u8), Is.True, value);
        }
    }

    [TestCase("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [TestCase("""{"a":1}""", """{"a":1.0}""")]
    [TestCase("""{"a":1}""", """{"a":1e0}""")]
    [TestCase("""{"a":100}""", """{"a":1E+2}""")]
    [TestCase("""{"a":0.10}""", """{"a":0.01e1}""")]
    [TestCase("""{"a":-0}""", """{"a":0e99999999999999999999}""")]
    [TestCase("""{"a":12345678901234567890}""", """{"a":1234567890123456789.0e1}""")]
    [TestCase("""{"a":1e400}""", """{"a":10e399}""")]
    [TestCase("""{"a":1e100000000000000000000}""", """{"a":0.1e100000000000000000001}""")]
    [TestCase("""{"a":{"c":[1,{"e":1,"d":2}],"b":null}}""", """{"a":{"b":null,"c":[1.0,{"d":2,"e":1}]}}""")]
    public void Equal_JSON_is_equal(string one, string other)
    {
        Assert.That(MessageData.AreEqual(one, other), Is.True);
        Assert.That(MessageData.CanonicalOf(one), Is.EqualTo(MessageData.CanonicalOf(other)));
    }

    [TestCase("""{"a":1}""", """{"a":-1}""")]
    [TestCase("""{"a":1}""", """{"a":"1"}""")]
    [TestCase("""{"a":12345678901234567890}""", """{"a":12345678901234567891}""")]
    [TestCase("""{"a":1e400}""", """{"a":1e401}""")]
    [TestCase("""{"a":0.1}""", """{"a":0.10000000000000000001}""")]
    [TestCase("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [TestCase("""{"a":[12]}""", """{"a":[1,2]}""")]
    [TestCase("""{"a":{}}""", """{"a":[]}""")]
    [TestCase("""{"a":null}""", """{}""")]
    [TestCase("""{"a":true}""", """{"a":false}""")]
    [TestCase("""{"a":"é"}""", """{"a":"e\u0301"}""")]
    [TestCase("""{}""", null)]
    [TestCase(null, """{}""")]
    public void Other_JSON_is_not_equal(string? one, string? other)
    {
        Assert.That(MessageData.AreEqual(one, other), Is.False);
    }

    [Test]
    public void An_exponent_of_thousands_of_digits_is_compared()
    {
        var digits = Repeat("9", MessageData.MaxBytes - 20);

        Assert.That(MessageData.AreEqual($"{{\"a\":1e{digits}}}", $"{{\"a\":1.0e+{digits}}}"), Is.True);
        Assert.That(MessageData.AreEqual($"{{\"a\":1e{digits}}}", $"{{\"a\":1e-{digits}}}"), Is.False);
    }

    [Test]
    public void The_text_of_data_for_logs_contains_none_of_them()
    {
        Assert.That($"{Read("""{"a":"secret"}""")}", Is.EqualTo(nameof(MessageData)));
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static MessageData Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static MessageData Read(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 100 });
        reader.Read();
        return MessageData.Read(ref reader);
    }
}
