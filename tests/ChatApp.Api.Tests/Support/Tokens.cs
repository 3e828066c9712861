using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatApp.Api.Tests;

/// <summary>Reads JWTs, and creates valid and forged ones without the libraries that the server uses.</summary>
internal static class Tokens
{
    public static JsonObject Header(string token) => Part(token, 0);

    public static JsonObject Claims(string token) => Part(token, 1);

    public static string Sign(JsonObject claims, string key, string algorithm = "HS256") =>
        Sign(HeaderOf(algorithm), claims, Encoding.UTF8.GetBytes(key));

    /// <summary>A header with additional members.</summary>
    public static JsonObject HeaderOf(string algorithm, params (string Name, JsonNode? Value)[] others)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        foreach (var (name, value) in others)
        {
            header[name] = value;
        }

        return header;
    }

    public static string Sign(JsonObject header, JsonObject claims, ECDsa key)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Whether a token was signed with the private part of this key.</summary>
    public static bool IsSignedBy(string token, ECDsa key)
    {
        var end = token.LastIndexOf('.');
        return key.VerifyData(
            Encoding.ASCII.GetBytes(token[..end]),
            Base64Url.DecodeFromChars(token.AsSpan(end + 1)),
            HashAlgorithmName.SHA256);
    }

    public static string Sign(JsonObject header, JsonObject claims, byte[] secret)
    {
        var algorithm = header["alg"]!.GetValue<string>();
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm switch
        {
            "HS256" => HMACSHA256.HashData(secret, bytes),
            "HS384" => HMACSHA384.HashData(secret, bytes),
            "HS512" => HMACSHA512.HashData(secret, bytes),
            "none" => [],
            _ => throw new ArgumentException($"{algorithm} is not an algorithm of these tests", nameof(header)),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();

    private static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
