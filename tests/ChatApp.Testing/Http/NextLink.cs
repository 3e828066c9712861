using System.Text.RegularExpressions;

namespace ChatApp.Testing;

/// <summary>
/// Reads the addresses of other pages from a <c>Link: &lt;…&gt;; rel="next"</c> header, in which they are relative to
/// the request.
/// </summary>
public static partial class NextLink
{
    /// <summary>The absolute address of the next page; null on the last page.</summary>
    /// <param name="response">The response with one page of a list.</param>
    /// <exception cref="FormatException">The Link header does not have the form of the contract.</exception>
    public static string? Of(HttpResponseMessage response) => Of(response, "next");

    /// <summary>The absolute address of a page; null if there is none.</summary>
    /// <param name="response">The response with one page of a list.</param>
    /// <param name="relation">How that page relates to this one: <c>next</c> or <c>prev</c>.</param>
    /// <exception cref="FormatException">The Link header does not have the form of the contract.</exception>
    public static string? Of(HttpResponseMessage response, string relation)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (!response.Headers.TryGetValues("Link", out var values))
        {
            return null;
        }

        var header = string.Join(", ", values);
        var links = header.Split(", ").Select(link => Form().Match(link)).ToList();
        if (!links.TrueForAll(link => link.Success))
        {
            throw new FormatException($"Not a link to another page: {header}");
        }

        return links.SingleOrDefault(link => link.Groups["relation"].Value == relation) is { } found
            ? new Uri(response.RequestMessage!.RequestUri!, found.Groups["address"].Value).AbsoluteUri
            : null;
    }

    [GeneratedRegex("""^<(?<address>[^<>\s]+)>; rel="(?<relation>next|prev)"$""")]
    private static partial Regex Form();
}
