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
    /// Answers with a page and, if there is more, with a link to the next one, relative to the request (RFC 8288).
    /// </summary>
    /// <param name="result">The page.</param>
    /// <param name="next">Query parameters of the next page; null values are left out.</param>
    /// <param name="answer">Writes the items; null for the framework's formatter.</param>
    private protected ActionResult<IReadOnlyList<T>> PageOrError<T>(
        Result<Page<T>> result,
        Func<Page<T>, IReadOnlyList<(string Name, string? Value)>> next,
        Func<IReadOnlyList<T>, ActionResult>? answer = null)
    {
        if (!result.IsSuccess)
        {
            return ErrorOf(result.Error);
        }

        if (result.Value.HasMore)
        {
            var query = new QueryBuilder(next(result.Value)
                .Where(parameter => parameter.Value is not null)
                .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value!)));
            Response.Headers.Link = $"<{query.ToQueryString().ToUriComponent()}>; rel=\"next\"";
        }

        return answer is null ? Ok(result.Value.Items) : answer(result.Value.Items);
    }
}
