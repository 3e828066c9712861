namespace ChatApp.Api.Addresses;

/// <summary>
/// Makes references to this server for <c>Location</c> and <c>Link</c>. They are relative to the request (RFC 3986,
/// section 4.2), because only the proxy knows the scheme, host and path that the client used.
/// </summary>
internal static class RelativeReference
{
    // Any base is suitable: it has no influence on the relative reference between two paths.
    private static readonly Uri Anywhere = new("http://localhost/");

    /// <summary>A reference to another path of the server, given from its root.</summary>
    public static Uri To(string path, HttpRequest request) =>
        new Uri(Anywhere, request.Path.ToUriComponent()).MakeRelativeUri(new Uri(Anywhere, path));

    /// <summary>A reference to the same path with a slash at the end and the same query.</summary>
    public static string ToDirectory(HttpRequest request)
    {
        var path = request.PathBase.Add(request.Path).ToUriComponent();
        return $"{path[(path.LastIndexOf('/') + 1)..]}/{request.QueryString}";
    }
}
