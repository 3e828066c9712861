namespace ChatApp.Api.Tests.Operation;

/// <summary>Content types of JSON in UTF-8, and all others.</summary>
[TestFixture]
public sealed class ContentTypeTests : MalformedRequests
{
    // The bytes of "hé" in UTF-8, one char for each byte.
    private const string Accented = "h\u00c3\u00a9";

    private static readonly string[] Json =
    [
        "application/json", "Application/JSON", "application/json;", "application/json; charset=utf-8",
        "application/json;charset=utf8", "application/json; charset=\"utf-8\"",
        "application/json ; CHARSET=\"UTF8\"", "application/json;charset=UTF-8",
        "application/json; a=b; charset=utf-8", "application/json; a=\"b;c\"",
        "application/vnd.api+json; charset=utf-8",
    ];

    private static readonly string[] NotJson =
    [
        "application/json; charset=", "application/json;charset=\"\"", "application/json; a=",
        "application/json; charset=utf-8; a=", "application/json; =", "application/json; =a",
        "application/json; charset", "application/json; charset=utf-16", "application/json; charset=latin1",
        "application/json; charset=nonsense", "application/json; charset=utf-8; charset=utf-16",
        "application/json; charset=\"utf-8", "application/json; charset='utf-8'", "application/json; charset=utf-7",
        "application/json, text/plain", "application/json/json", "application/", "/json", "/", "json", ";",
        "; charset=utf-8", ",", "application/json charset=utf-8", "application/\u00c3\u00a9", "application/*", "*/*",
        "application/*+json", "application/x+json; a=", "application/json\r\nContent-Type: application/json",
        "text/plain; a=", "multipart/form-data; boundary=", "multipart/form-data",
        "application/x-www-form-urlencoded; charset=",
    ];

    [Test]
    public async Task JSON_in_UTF_8_is_read_in_every_spelling([ValueSource(nameof(Json))] string contentType)
    {
        var login = await PostAsync(
            "/api/v1/auth/login",
            contentType,
            $$"""{"username":"{{Alice.Username}}","password":"{{Alice.Password}}"}""");
        var message = await PostAsync(
            "/api/v1/messages/dm", contentType, $$"""{"recipient_id":"{{Alice.Id}}","content":"{{Accented}}"}""");

        Assert.That((StatusOf(login), StatusOf(message)), Is.EqualTo((200, 201)));
        Assert.That(message, Does.Contain($"\"content\":\"{Accented}\""));
    }

    [Test]
    public async Task An_invalid_or_other_content_type_is_a_415([ValueSource(nameof(NotJson))] string contentType)
    {
        foreach (var (path, body) in new[]
        {
            ("/api/v1/auth/login", """{"username":"alice","password":"wrong password"}"""),
            ("/api/v1/auth/refresh", "{}"), ("/api/v1/messages/dm", "{}"),
            ($"/api/v1/messages/dm/{Alice.Id}/read", ""),
        })
        {
            var before = Trail.Lines.Count;
            var answer = await PostAsync(path, contentType, body);

            Assert.That(StatusOf(answer), Is.EqualTo(415), path);
            Assert.That(answer, Does.Contain("application/problem+json"));
            Assert.That(answer, Does.Contain("\"code\":\"unsupported_media_type\""));
            Assert.That(Trail.Lines.Skip(before), Is.Empty);
        }
    }

    private Task<string> PostAsync(string path, string contentType, string body) => RawHttp.AskAsync(
        OwnServer,
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\n{Bearer("")}"
            + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}").WithTimeout();
}
