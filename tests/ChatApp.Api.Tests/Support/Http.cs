using System.Net.Http.Headers;
using System.Text;

namespace ChatApp.Api.Tests;

/// <summary>Plain HTTP calls, for tests that check the answer itself.</summary>
internal static class Http
{
    public static Task<HttpResponseMessage> PostObjectAsync(this HttpClient client, string path, object body) =>
        client.PostAsync(path, ChatJson.Content(body));

    public static Task<HttpResponseMessage> PostTextAsync(
        this HttpClient client, string path, string body, string mediaType = "application/json") =>
        client.PostBytesAsync(path, Encoding.UTF8.GetBytes(body), mediaType);

    public static async Task<HttpResponseMessage> PostBytesAsync(
        this HttpClient client, string path, byte[] body, string? mediaType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        return await client.PostAsync(path, content);
    }

    /// <summary>Returns the body of an answer, which must have this status.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(expected), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> call, HttpStatusCode expected)
    {
        using var response = await call;
        return await response.JsonAsync(expected);
    }

    public static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new AssertionException($"{name} is null in {json.GetRawText()}");

    public static string[] Names(this JsonElement json) => [.. json.EnumerateObject().Select(member => member.Name)];
}
