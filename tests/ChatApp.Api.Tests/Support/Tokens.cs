using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatApp.Api.Tests;

/// <summary>Reads JWTs, and makes genuine and forged ones without any library that the server uses.</summary>
internal static class Tokens
{
    public static JsonObject Header(string token) => Part(token, 0);

    public static JsonObject Claims(string token) => Part(token, 1);

    public static string Sign(JsonObject claims, string key, string algorithm = "HS256")
    {
        var signed = $"{Encode(new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" })}.{Encode(claims)}";
        var (secret, bytes) = (Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(signed));
        var signature = algorithm switch
        {
            "HS256" => HMACSHA256.HashData(secret, bytes),
            "HS384" => HMACSHA384.HashData(secret, bytes),
            "HS512" => HMACSHA512.HashData(secret, bytes),
            "none" => [],
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "not an algorithm of these tests"),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
