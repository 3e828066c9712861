using System.Text;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Http;

/// <summary>Requests as bytes, to be built before the clock starts.</summary>
internal static class HttpRequest
{
    public static byte[] Get(ServerAddress server, string path, string token) =>
        Build(server, $"GET {path}", token, "", "");

    public static byte[] Post(ServerAddress server, string path, string token, string json) =>
        Build(
            server,
            $"POST {path}",
            token,
            $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n",
            json);

    private static byte[] Build(ServerAddress server, string call, string token, string headers, string body) =>
        Encoding.UTF8.GetBytes(
            $"{call} HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: Bearer {token}\r\n{headers}\r\n{body}");
}
