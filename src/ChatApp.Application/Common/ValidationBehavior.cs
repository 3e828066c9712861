using System.Text.Json;
using FluentValidation.Results;

namespace ChatApp.Application.Common;

/// <summary>
/// Runs the validators of a request before its handler; the first failing rule of each field is reported.
/// </summary>
/// <remarks>
/// All rules are synchronous, so this adds no point at which one request of a socket could overtake another.
/// </remarks>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IResult<TResponse>
{
    private readonly IValidator<TRequest>[] _validators = [.. validators];

    public Task<TResponse> Handle(
        TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        foreach (var validator in _validators)
        {
            var result = validator.Validate(request);
            if (!result.IsValid)
            {
                return Task.FromResult(TResponse.Failure(Error.Validation(ByField(result.Errors))));
            }
        }

        return next();
    }

    private static Dictionary<string, string[]> ByField(List<ValidationFailure> failures) => failures
        .GroupBy(failure => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.PropertyName))
        .ToDictionary(field => field.Key, field => field.Select(failure => failure.ErrorMessage).ToArray());
}
