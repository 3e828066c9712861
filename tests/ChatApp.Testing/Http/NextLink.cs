using System.Text.RegularExpressions;

namespace ChatApp.Testing;

/// <summary>
/// Reads the address of the next page from a <c>Link: &lt;…&gt;; rel="next"</c> header, which has it relative to the
/// request.
/// </summary>
public static partial class NextLink
{
    /// <summary>The whole address of the next page, or null on the last one.</summary>
    /// <param name="response">The answer to a request, with one page of a list.</param>
    /// <exception cref="FormatException">There is a Link header, but not in the form of the contract.</exception>
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
