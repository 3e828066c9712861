using ChatApp.Api.Errors;
using ChatApp.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Controllers;

/// <summary>The base of all controllers. They only translate between HTTP and the use cases.</summary>
[ApiController]
[Authorize]
[Produces("application/json")]
public abstract class ApiController : ControllerBase
{
    private protected Caller Caller =>
        Caller.Of(User) ?? throw new InvalidOperationException("An action that needs a caller allows anonymous calls.");

    private protected static ActionResult ErrorOf(Error error) => new ErrorResult(error);

    private protected ActionResult<T> OkOrError<T>(Result<T> result) =>
        result.IsSuccess ? Ok(result.Value) : ErrorOf(result.Error);

    private protected ActionResult NoContentOrError<T>(Result<T> result) =>
        result.IsSuccess ? NoContent() : ErrorOf(result.Error);

    /// <summary>
    /// Answers with a page and, if there is more, with links to the next and the previous one, relative to the request
    /// (RFC 8288).
    /// </summary>
    /// <param name="result">The page.</param>
    /// <param name="next">Query parameters of the next page; null values are left out.</param>
    /// <param name="previous">
    /// Query parameters of the page before it; null for a list whose pages have no such link.
    /// </param>
    /// <param name="answer">Writes the items; null for the framework's formatter.</param>
    private protected ActionResult<IReadOnlyList<T>> PageOrError<T>(
        Result<Page<T>> result,
        Func<Page<T>, IReadOnlyList<(string Name, string? Value)>> next,
        Func<Page<T>, IReadOnlyList<(string Name, string? Value)>>? previous = null,
        Func<IReadOnlyList<T>, ActionResult>? answer = null)
    {
        if (!result.IsSuccess)
        {
            return ErrorOf(result.Error);
        }

        var page = result.Value;
        var links = new List<string>(2);
        if (page.HasMore)
        {
            links.Add(LinkTo("next", next(page)));
        }

        if (page.HasPrevious && previous is not null)
        {
            links.Add(LinkTo("prev", previous(page)));
        }

        if (links.Count > 0)
        {
            Response.Headers.Link = string.Join(", ", links);
        }

        return answer is null ? Ok(page.Items) : answer(page.Items);
    }

    private static string LinkTo(string relation, IReadOnlyList<(string Name, string? Value)> parameters)
    {
        var query = new QueryBuilder(parameters
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value!)));
        return $"<{query.ToQueryString().ToUriComponent()}>; rel=\"{relation}\"";
    }
}
