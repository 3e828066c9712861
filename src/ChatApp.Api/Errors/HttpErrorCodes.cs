namespace ChatApp.Api.Errors;

/// <summary>Error codes that exist only in HTTP, besides those of <see cref="ErrorCodes"/>.</summary>
internal static class HttpErrorCodes
{
    public const string BadRequest = "bad_request";
    public const string Forbidden = "forbidden";
    public const string InternalError = "internal_error";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string NotFound = "not_found";
    public const string OriginNotAllowed = "origin_not_allowed";
    public const string PayloadTooLarge = "payload_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string UpgradeRequired = "upgrade_required";
}
