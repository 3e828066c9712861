using System.Text.Json;
using System.Text.Json.Serialization;
using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

internal sealed class OptionalTests
{
    [TestCase("{}", false, null)]
    [TestCase("""{"Size":null}""", true, null)]
    [TestCase("""{"Size":5}""", true, 5)]
    public void An_absent_member_differs_from_null(string json, bool isPresent, int? value)
    {
        var body = JsonSerializer.Deserialize<Body>(json)!;

        Assert.That((body.Size.IsPresent, body.Size.Value), Is.EqualTo((isPresent, value)));
        Assert.That(JsonSerializer.Serialize(body), Is.EqualTo(json));
    }

    [Test]
    public void A_wrong_type_is_reported_with_its_member()
    {
        Assert.That(
            () => JsonSerializer.Deserialize<Body>("""{"Size":"five"}"""),
            Throws.TypeOf<JsonException>().With.Property(nameof(JsonException.Path)).EqualTo("$.Size"));
    }

    private sealed record Body(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<int?> Size = default);
}
