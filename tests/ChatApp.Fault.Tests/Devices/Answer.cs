using System.Net;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>A status and a body.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, bool HasRetryAfter)
{
    public T To<T>() =>
        Body.Deserialize<T>(ChatJson.Options) ?? throw new JsonException($"No {typeof(T).Name}: {Body}");
}
