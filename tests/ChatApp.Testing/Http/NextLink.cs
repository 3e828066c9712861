using System.Text.RegularExpressions;

namespace ChatApp.Testing;

/// <summary>
/// Reads the address of the next page from a <c>Link: &lt;…&gt;; rel="next"</c> header, in which it is relative to the
/// request.
/// </summary>
public static partial class NextLink
{
    /// <summary>The absolute address of the next page; null on the last page.</summary>
    /// <param name="response">The response with one page of a list.</param>
    /// <exception cref="FormatException">The Link header does not have the form of the contract.</exception>
    public static string? Of(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (!response.Headers.TryGetValues("Link", out var values))
        {
            return null;
        }

        var header = string.Join(", ", values);
        var match = Form().Match(header);
        return match.Success
            ? new Uri(response.RequestMessage!.RequestUri!, match.Groups["address"].Value).AbsoluteUri
            : throw new FormatException($"Not a link to a next page: {header}");
    }

    [GeneratedRegex("""^<(?<address>[^<>\s]+)>; rel="next"$""")]
    private static partial Regex Form();
}
