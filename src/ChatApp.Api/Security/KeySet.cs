using ChatApp.Application.Sessions;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.Security;

/// <summary>The public keys of ES256 access tokens (RFC 7517, section 5). With a secret key there are none.</summary>
internal static class KeySet
{
    private const string MediaType = "application/jwk-set+json";

    public static void MapKeySet(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/.well-known/jwks.json", (HttpContext context, IAccessTokenVerifier verifier) =>
        {
            // A new key is published before it is used for signing (docs/operations.md), so clients may cache the set
            // for a few minutes.
            context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=300";
            return Results.Json(new Content(verifier.PublicKeys), contentType: MediaType);
        }).ExcludeFromDescription();

    private sealed record Content(IReadOnlyList<PublicKey> Keys);
}
