using System.Text.RegularExpressions;

namespace ChatApp.Api.Tests;

/// <summary>Checks the common form of all error answers.</summary>
internal static partial class Problems
{
    public static async Task<JsonElement> ProblemAsync(
        this Task<HttpResponseMessage> call, HttpStatusCode status, string? code = null)
    {
        using var response = await call;
        return await response.ProblemAsync(status, code);
    }

    public static async Task<JsonElement> ProblemAsync(
        this HttpResponseMessage response, HttpStatusCode status, string? code = null)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), body);
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem.Text("type"), Is.Not.Empty);
            Assert.That(problem.Text("title"), Is.Not.Empty);
            Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo((int)status));
            Assert.That(problem.Text("detail"), Is.Not.Empty);
            Assert.That(problem.Text("code"), Does.Match("^[a-z]+(_[a-z]+)*$"));
            Assert.That(problem.Text("trace_id"), Is.Not.Empty);
            Assert.That(body, Does.Not.Match(Insides()), "no stack trace, SQL or type name leaves the server");
        }

        if (code is not null)
        {
            Assert.That(problem.Text("code"), Is.EqualTo(code), body);
        }

        return problem;
    }

    /// <summary>Checks a refusal that names the field, as sent, with at least one message.</summary>
    public static async Task<JsonElement> InvalidFieldAsync(this Task<HttpResponseMessage> call, string field)
    {
        var problem = await call.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        AssertNames(problem.GetProperty("errors"), field);
        return problem;
    }

    public static void AssertNames(JsonElement errors, string field)
    {
        Assert.That(errors.Names(), Does.Contain(field), errors.GetRawText());
        var sentences = errors.GetProperty(field).EnumerateArray().Select(sentence => sentence.GetString()).ToArray();
        Assert.That(sentences, Is.Not.Empty.And.All.Not.Empty);
    }

    [GeneratedRegex(
        @"   at \w|Exception|System\.|ChatApp\.|Npgsql|Microsoft\.|SELECT |INSERT |\.cs:line",
        RegexOptions.CultureInvariant)]
    private static partial Regex Insides();
}
