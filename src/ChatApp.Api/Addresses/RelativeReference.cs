namespace ChatApp.Api.Addresses;

/// <summary>
/// References to this server for <c>Location</c> and <c>Link</c>, relative to the request (RFC 3986, section 4.2): by
/// which scheme, host and path the client has asked, only its proxy knows.
/// </summary>
internal static class RelativeReference
{
    // What two paths begin with does not matter for the way from one to the other.
    private static readonly Uri Anywhere = new("http://localhost/");

    /// <summary>To another path of the server, from its root.</summary>
    public static Uri To(string path, HttpRequest request) =>
        new Uri(Anywhere, request.Path.ToUriComponent()).MakeRelativeUri(new Uri(Anywhere, path));

    /// <summary>To the same path with a slash at its end, and the same query.</summary>
    public static string ToDirectory(HttpRequest request)
    {
        var path = request.PathBase.Add(request.Path).ToUriComponent();
        return $"{path[(path.LastIndexOf('/') + 1)..]}/{request.QueryString}";
    }
}
